import list from '../../../../knowledge/labels/categories.json' with { type: 'json' };
import type { Category } from './category.ts';

/** What a category is called, and in plain words what it protects. */
export interface CategoryName {
  readonly name: string;
  readonly protects: string;
}

/** Languages the names are written in. */
export type NameLanguage = keyof typeof list.names;

/** The name of a category, or of what stands beside them: `general`, `unsorted`. */
export function categoryName(category: Category | 'general' | 'unsorted', language: NameLanguage): CategoryName {
  return list.names[language][category];
}
