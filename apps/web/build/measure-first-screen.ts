import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Adds up, gzipped, the script that a first visit loads: the entry and everything it imports statically.
 * Prints the figure and fails the build past the budget (bytes).
 */
export function measureFirstScreen({ budget }: { budget: number }): Plugin {
  return {
    name: 'measure-first-screen',
    apply: 'build',
    generateBundle(_, bundle) {
      const seen = new Set<string>();
      const visit = (name: string): number => {
        const chunk = bundle[name];
        if (chunk?.type !== 'chunk' || seen.has(name)) return 0;
        seen.add(name);
        return chunk.imports.reduce((sum, imported) => sum + visit(imported), gzipSync(chunk.code).length);
      };
      const entries = Object.values(bundle).filter((item) => item.type === 'chunk' && item.isEntry);
      const size = entries.reduce((sum, entry) => sum + visit(entry.fileName), 0);
      const line = `First screen: ${(size / 1024).toFixed(1)} KB of script, gzipped (budget ${budget / 1024} KB)`;
      if (size > budget) this.error(line);
      console.log(line);
    },
  };
}
