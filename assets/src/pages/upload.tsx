import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Video } from 'lucide-react';
import { useEffect } from 'react';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { BulkBar } from '~/upload/bulk-bar';
import { Dropzone } from '~/upload/dropzone';
import { uploads, useUploads } from '~/upload/queue';
import { RefusedList } from '~/upload/refused-list';
import { takeFiles } from '~/upload/take-files';
import { TotalsLine } from '~/upload/totals-line';
import { UnfinishedList } from '~/upload/unfinished-list';
import { UploadCard } from '~/upload/upload-card';
import { m } from '~/words';

export function UploadPage() {
  useTitle(m.upload_heading());
  const queries = useQueryClient();
  const items = useUploads();
  useEffect(() => uploads.connect(queries), [queries]);
  return (
    <div className="mx-auto grid max-w-5xl grid-cols-1 gap-5 px-4 pt-6 pb-20 sm:px-6 sm:pt-10">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-3xl font-bold tracking-tight">{m.upload_heading()}</h1>
        <Link to="/record" className="btn btn-quiet" data-testid={testids.recordLink}>
          <Video aria-hidden="true" />
          {m.upload_record_instead()}
        </Link>
      </div>
      <UnfinishedList />
      <Dropzone compact={items.length > 0} onFiles={(files) => void takeFiles(queries, files)} />
      <RefusedList />
      <TotalsLine items={items} />
      {items.length > 1 && <BulkBar count={items.length} />}
      {items.length > 0 && (
        <ul className="grid grid-cols-1 gap-5" aria-label={m.upload_list()}>
          {items.map((item) => (
            <UploadCard key={item.key} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}
