// Categories are the words of catalogs; those that many use are known in the languages of the page.

import type { TFunction } from 'i18next';

export const categoryWords = (t: TFunction, category: string): string => t(`category.${category}`, { defaultValue: category });
