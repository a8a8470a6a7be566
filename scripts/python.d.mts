/** The path of a Python that has NumPy; null where none is. */
export declare function findPython(): string | null;
