import { Suspense } from 'react';
import { lazyPage } from '../lazy-page';
import { partsOf } from './parts';

const Formula = lazyPage(() => import('./formula'));

/** Where a medium of the paper is, and whether it is played. */
export type MediumOf = (name: string) => { url: string; sound: boolean } | undefined;

/** A text of an item with its formulas, images and sounds. Words stay as they were written. */
export function ItemText({ text, mediumOf }: { text: string; mediumOf: MediumOf }) {
  return (
    <>
      {partsOf(text).map((part, at) => {
        if (part.kind === 'words') return <span key={at}>{part.text}</span>;
        if (part.kind === 'formula') {
          return (
            <Suspense key={at} fallback={<code>{part.latex}</code>}>
              <Formula latex={part.latex} />
            </Suspense>
          );
        }
        const medium = mediumOf(part.name);
        if (medium === undefined) return <span key={at}>{part.description}</span>;
        // What is heard is the question itself: a caption would answer it.
        // eslint-disable-next-line jsx-a11y/media-has-caption
        if (medium.sound) return <audio key={at} controls preload="auto" src={medium.url} aria-label={part.description} style={{ display: 'block', maxWidth: '100%' }} />;
        return <img key={at} src={medium.url} alt={part.description} style={{ display: 'block', maxWidth: '100%', maxHeight: '70vh', margin: '6px 0' }} />;
      })}
    </>
  );
}
