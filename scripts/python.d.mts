/** The path of a Python that has NumPy; null where none is. */
export declare function findPython(): string | null;
/** Any Python from 3.9 on, with NumPy if there is one; null where none is. */
export function findAnyPython(): string | null;
