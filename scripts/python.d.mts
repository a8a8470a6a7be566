/** The path of a Python that has the module, NumPy unless said otherwise; null where none is. */
export declare function findPython(module?: string): string | null;
/** Any Python from 3.9 on, with NumPy if there is one; null where none is. */
export declare function findAnyPython(): string | null;
