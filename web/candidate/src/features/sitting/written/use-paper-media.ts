import { useEffect, useState } from 'react';
import type { MediumOf } from '@shared/item-text/item-text';
import type { PaperContent } from './items';

/** Addresses of the paper's media, which lie opened in this page's memory alone; given back with the page. */
export function usePaperMedia(content: PaperContent | undefined): MediumOf {
  const [urls, setUrls] = useState<ReadonlyMap<string, { url: string; sound: boolean }>>(new Map());
  const media = content?.media;
  useEffect(() => {
    const made = new Map(
      (media ?? []).flatMap(({ name, type, data }) => {
        if (data === undefined) return [];
        const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
        return [[name, { url: URL.createObjectURL(new Blob([bytes], { type })), sound: type.startsWith('audio/') }] as const];
      }),
    );
    // The addresses are made with the paper and given back with it.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setUrls(made);
    return () => {
      for (const { url } of made.values()) URL.revokeObjectURL(url);
    };
  }, [media]);
  return (name) => urls.get(name);
}
