/** The path of a Python that has the module, NumPy unless said otherwise; null where none is. */
export declare function findPython(module?: string): string | null;
