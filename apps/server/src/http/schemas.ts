/** What bodies must look like before a handler sees them (JSON Schema). What else they carry is dropped. */

export const text = (maxLength = 400) => ({ type: 'string', minLength: 1, maxLength }) as const;
/** base64url, at most `maxLength` characters of it. */
export const coded = (maxLength = 100_000) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]*$', maxLength }) as const;
export const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } as const;
export const whole = (minimum = 0) => ({ type: 'integer', minimum, maximum: Number.MAX_SAFE_INTEGER }) as const;

type Properties = Readonly<Record<string, object>>;

/** An object with these members; those named in `optional` may be missing. */
export function members(properties: Properties, optional: readonly string[] = []) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

export const list = (items: object, maxItems: number) => ({ type: 'array', items, maxItems });
export const body = (properties: Properties, optional: readonly string[] = []) => ({ body: members(properties, optional) });

export const proof = members({ account: uuid, auth: coded(100), kit: { type: 'boolean' } }, ['kit']);
export const kdf = members({ name: { const: 'argon2id' }, salt: coded(100), memory: whole(65_536), passes: whole(3), lanes: whole(1) });
export const wraps = members({ passphrase: coded(2000), kit: coded(2000), passkey: coded(2000), trusted: coded(2000) }, [
  'passphrase',
  'kit',
  'passkey',
  'trusted',
]);
export const keys = members({ exchange: coded(50), sign: coded(50) });
export const grant = { grant: uuid, statement: coded(10_000), wrap: coded(20_000), signature: coded(100) };
