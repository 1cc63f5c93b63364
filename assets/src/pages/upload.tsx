import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTitle } from '~/lib/hooks';
import { Dropzone } from '~/upload/dropzone';
import { uploads, useUploads } from '~/upload/queue';
import { UnfinishedList } from '~/upload/unfinished-list';
import { UploadCard } from '~/upload/upload-card';

export function UploadPage() {
  useTitle('Upload');
  const queries = useQueryClient();
  const items = useUploads();
  useEffect(() => uploads.connect(queries), [queries]);
  return (
    <div className="mx-auto grid max-w-5xl grid-cols-1 gap-5 px-4 pt-6 pb-20 sm:px-6 sm:pt-10">
      <h1 className="text-3xl font-bold tracking-tight">Upload</h1>
      <UnfinishedList />
      <Dropzone compact={items.length > 0} onFiles={(files) => files.forEach((file) => uploads.add(file))} />
      {items.length > 0 && (
        <ul className="grid grid-cols-1 gap-5" aria-label="Uploads">
          {items.map((item) => (
            <UploadCard key={item.key} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}
