import type { Category } from '~/api/types';
import { m } from '~/words';

export const categoryWords: Record<Category, () => string> = {
  animals: m.common_category_animals,
  art: m.common_category_art,
  comedy: m.common_category_comedy,
  education: m.common_category_education,
  entertainment: m.common_category_entertainment,
  film: m.common_category_film,
  food: m.common_category_food,
  gaming: m.common_category_gaming,
  how_to: m.common_category_how_to,
  kids: m.common_category_kids,
  music: m.common_category_music,
  news: m.common_category_news,
  people: m.common_category_people,
  science: m.common_category_science,
  society: m.common_category_society,
  sports: m.common_category_sports,
  technology: m.common_category_technology,
  travel: m.common_category_travel,
  vehicles: m.common_category_vehicles,
};
