import vci from '../../../../../knowledge/vci-directory/issuers.json' with { type: 'json' };

/** A public key of an issuer: the P-256 point, base64url (RFC 7518 §6.2). */
interface IssuerKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
}

/** Cards that an issuer took back, by key: `rid`, or `rid.seconds` for those issued before that instant. */
interface Revocations {
  readonly kid: string;
  readonly rids: readonly string[];
}

export interface Issuer {
  readonly iss: string;
  readonly name: string;
  readonly keys: readonly IssuerKey[];
  readonly crls?: readonly Revocations[];
}

/** Whose signatures can be checked offline, and the day of that knowledge. */
export interface IssuerDirectory {
  readonly taken: string;
  readonly issuers: readonly Issuer[];
}

export const VCI_DIRECTORY: IssuerDirectory = vci;

export const issuerOf = (directory: IssuerDirectory, iss: string): Issuer | undefined => directory.issuers.find((each) => each.iss === iss);
