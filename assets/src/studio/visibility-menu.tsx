import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useUpdateVideo } from '~/api/mutations';
import type { Video } from '~/api/types';
import { visibilities } from '~/components/visibility';
import { testids } from '~/testids';
import { m } from '~/words';

export function VisibilityMenu({ video }: { video: Video }) {
  const update = useUpdateVideo();
  const now = visibilities.find(({ value }) => value === video.visibility);
  if (!now) return null;
  const Icon = now.icon;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="flex min-h-11 items-center gap-2 rounded-control px-2.5 text-sm font-semibold text-ink-2 hover:bg-sunken hover:text-ink"
        aria-label={m.studio_visibility_of({ title: video.title, now: now.label() })}
        data-testid={testids.studioVisibility}
        data-value={video.visibility}
      >
        <Icon className="size-4" aria-hidden="true" />
        {now.label()}
        <ChevronDown className="size-4 text-ink-3" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.RadioGroup value={video.visibility}>
            {visibilities.map(({ value, label, note, icon: ItemIcon }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className="menu-item"
                data-testid={testids.visibilityOption}
                data-value={value}
                onSelect={() => update.mutate({ params: { path: { id: video.id } }, body: { visibility: value } })}
              >
                <ItemIcon aria-hidden="true" />
                <span className="flex-1">
                  {label()}
                  <small className="block text-xs text-ink-3">{note()}</small>
                </span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
