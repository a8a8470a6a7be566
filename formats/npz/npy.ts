// NumPy's file of one array, format 1.0: numpy.lib.format.

/** An array's elements, little-endian. */
interface NpyArray {
  /** As NumPy's `dtype.descr` has it: "<f8", "|O". */
  readonly descr: string;
  /** None for a scalar. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const MAGIC = [0x93, ...codesOf("NUMPY"), 1, 0];
/** Magic and the header's length. */
const PREFIX = MAGIC.length + 2;
/** So that the data, which follows, can be mapped into memory. */
const ALIGNMENT = 64;

/** The bytes of an array as `np.save` writes them. */
export function npyOf({ descr, shape, data }: NpyArray): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const described = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((PREFIX + described.length + 1) / ALIGNMENT) * ALIGNMENT - PREFIX;
  const bytes = new Uint8Array(PREFIX + length + data.length);
  bytes.set([...MAGIC, length % 256, Math.floor(length / 256), ...codesOf(`${described.padEnd(length - 1)}\n`)]);
  bytes.set(data, PREFIX + length);
  return bytes;
}

export const float64Npy = (values: readonly number[], shape: readonly number[] = [values.length]): Uint8Array =>
  npyOf({ descr: "<f8", shape, data: packed(values, 8, (view, at, value) => view.setFloat64(at, value, true)) });

/** Of safe integers. */
export const int64Npy = (values: readonly number[], shape: readonly number[] = [values.length]): Uint8Array =>
  npyOf({
    descr: "<i8",
    shape,
    data: packed(values, 8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)),
  });

export const uint32Npy = (values: readonly number[]): Uint8Array =>
  npyOf({
    descr: "<u4",
    shape: [values.length],
    data: packed(values, 4, (view, at, value) => view.setUint32(at, value, true)),
  });

function packed(
  values: readonly number[],
  size: number,
  put: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) put(view, i * size, value);
  return bytes;
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
