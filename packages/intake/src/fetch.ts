/** The network, handed in: the house's guarded door to other machines. Never follows a redirect by itself. */
export type Fetch = (url: string, request?: FetchRequest) => Promise<Fetched>;

export interface FetchRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole answer, where the usual patience is too long. */
  readonly patience?: number;
}

/** What came back, or why nothing did (no such host, a forbidden address, too slow, too long), in words without the address. */
export type Fetched =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'none'; readonly why: string };
