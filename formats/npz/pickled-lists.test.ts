import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { npyOf } from "./npy.ts";
import { pickledLists } from "./pickled-lists.ts";

const saved = (lists: readonly (readonly number[])[]): Uint8Array =>
  npyOf({ descr: "|O", shape: [lists.length], data: pickledLists(lists) });
const up = (length: number): number[] => Array.from({ length }, (_, i) => i);

// What np.save of NumPy 1.26.4 wrote of the same lists, as an array of objects.

test("lists are pickled byte for byte as NumPy pickles them, with numbers of every length", () => {
  const numbers = [1, 255, 256, 65535, 65536, 2147483647, 2147483648, 4294967295];
  expect(bytesToHex(saved([numbers, [7], [], [0, 128, 2139095041]]).slice(128))).toBe(
    "8003636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71014b00857102" +
      "4301627103877104527105284b014b04857106636e756d70790a64747970650a710758020000004f387108898887710952710a284b0358010000007c71" +
      "0b4e4e4e4affffffff4affffffff4b3f74710c62895d710d285d710e284b014bff4d00014dffff4a000001004affffff7f8a0500000080008a05ffffff" +
      "ff00655d710f4b07615d71105d7111284b004b804a0100807f6565747112622e",
  );
});

test("so are more than one batch of numbers, and more lists than a byte counts", () => {
  const long = [1000, 1001, 1002, 2001, 1].map((length, i) =>
    up(length).map((j) => (i * 2654435761 + j * 40503) % 2 ** 32),
  );
  const many = up(300).map((i) => [i]);
  expect(bytesToHex(sha256(saved([...long, ...many])))).toBe(
    "a898ba05488a7ee348c50b2a936fafe91e95af620f9135ad052f3930662b4480",
  );
  expect(bytesToHex(sha256(saved(up(2003).map((i) => [i, 4294967295 - i]))))).toBe(
    "5578b1e07e1c5dd7a57871fe48753bbcd00dcd09a9c6993d70d63808834e5730",
  );
});

test("so is no list at all", () => {
  expect(bytesToHex(sha256(saved([])))).toBe("f150206cf7d528e768df8a0396a532df3cc6002b7190776a9275115fa6897960");
});
