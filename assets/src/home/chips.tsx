import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { tagsQuery } from '~/api/discovery';
import { type Category, categories } from '~/api/types';
import { ScrollRow } from '~/components/scroll-row';
import { categoryWords } from '~/lib/categories';
import { testids } from '~/testids';
import { locale, m } from '~/words';
import { type AtHand, joined } from './at-hand';
import type { HomeSearch } from './search';

const MOST_TAGS = 16;

/** In the order of the page's language. */
const sorted = [...categories].sort((a, b) => categoryWords[a]().localeCompare(categoryWords[b](), locale));

interface ChipsProps {
  search: HomeSearch;
  /** What the videos at hand are about comes first. */
  here: AtHand;
}

/** What the list can be narrowed to: the categories, and the tags of most videos. */
export function Chips({ search, here }: ChipsProps) {
  const { data: popular = [] } = useQuery(tagsQuery);
  const tags = joined(
    popular.map((count) => count.tag),
    here.tags,
    MOST_TAGS,
  );
  const { sort, tag, category } = search;
  const order = sort ? { sort } : {};
  const isListed = tag === undefined || tags.includes(tag);
  const chip = (category: Category) => (
    <Chip key={category} to={{ ...order, category }} label={categoryWords[category]()} testid={testids.categoryChip} />
  );
  return (
    <nav aria-label={m.home_narrow()}>
      <ScrollRow className="gap-2">
        <Chip to={order} label={m.home_all()} testid={testids.allChip} />
        {tag !== undefined && !isListed && <Chip to={{ ...order, tag }} label={`#${tag}`} testid={testids.tagChip} />}
        {sorted.filter((known) => here.categories.has(known) || known === category).map(chip)}
        {tags.map((name) => (
          <Chip key={`#${name}`} to={{ ...order, tag: name }} label={`#${name}`} testid={testids.tagChip} />
        ))}
        {sorted.filter((known) => !here.categories.has(known) && known !== category).map(chip)}
      </ScrollRow>
    </nav>
  );
}

function Chip({ to, label, testid }: { to: HomeSearch; label: string; testid: string }) {
  return (
    <Link
      to="/"
      search={to}
      resetScroll={false}
      className="chip"
      activeOptions={{ exact: true, includeSearch: true }}
      data-testid={testid}
    >
      {label}
    </Link>
  );
}
