/** The experiment file of Ray Tune's first README, unchanged; its script is our own, on digits that stand in for MNIST. */
export const tuneMnist = {
  fileName: "tune_mnist.yaml",
  scriptName: "tune_mnist_ray.js",
  text: `tune_mnist:
    env: mnist
    alg: script
    num_trials: 10
    resources:
        cpu: 1
    stop:
        mean_accuracy: 0.99
        time_total_s: 600
    config:
        script_file_path: examples/tune_mnist_ray.py
        script_entrypoint: train
        activation:
            grid_search: ['relu', 'elu', 'tanh']
`,
};
