import { useTitle } from '~/lib/hooks';
import { AtWork } from '~/operator/overview/at-work';
import { Charts } from '~/operator/overview/charts';
import { EventFeed } from '~/operator/overview/event-feed';
import { Kinds } from '~/operator/overview/kinds';
import { Tiles } from '~/operator/overview/tiles';
import { m } from '~/words';

/** The server at a glance, live. */
export function OverviewPage() {
  useTitle(m.operator_title());
  return (
    <>
      <Tiles />
      <div className="grid grid-cols-1 gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <Charts />
        <div className="relative min-h-0">
          <div className="flex flex-col gap-5 xl:absolute xl:inset-0">
            <AtWork />
            <EventFeed />
          </div>
        </div>
      </div>
      <Kinds />
    </>
  );
}
