import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 in hex, on the audited library because crypto.subtle is missing on plain-http home networks. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
