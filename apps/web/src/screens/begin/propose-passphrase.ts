import { drawWords } from '../../words/passphrase.ts';

const WORDS = 6;

/**
 * Six words drawn evenly from 2,048 short common ones: 66 bits. The lists are the published BIP-39 ones, whose words
 * differ in their first four letters; accents are dropped because they are where typing goes wrong.
 */
export async function proposePassphrase(locale: string): Promise<string> {
  const { wordlist } =
    locale === 'es' ? await import('@scure/bip39/wordlists/spanish.js') : await import('@scure/bip39/wordlists/english.js');
  const words = drawWords(wordlist, WORDS, (length) => crypto.getRandomValues(new Uint8Array(length)));
  return words
    .normalize('NFD')
    .replace(/[\u0300-\u0302\u0308]/g, '')
    .normalize('NFC');
}
