import { Layers } from 'lucide-react';
import { BulkForm } from '~/details/bulk-form';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { uploads } from './queue';

/** The same visibility, category and tags for every file of the list. */
export function BulkBar({ count }: { count: number }) {
  return (
    <details className="card group" data-testid={testids.bulkBar}>
      <summary className="flex min-h-13 list-none items-center gap-3 px-4 font-semibold sm:px-5 [&::-webkit-details-marker]:hidden">
        <Layers className="size-5 text-accent" aria-hidden="true" />
        {m.upload_bulk({ count })}
      </summary>
      <div className="border-t border-line p-4 sm:p-5">
        <BulkForm
          count={count}
          onApply={(part) => {
            uploads.editAll(part);
            void notify('success', m.upload_applied({ count }));
          }}
        />
      </div>
    </details>
  );
}
