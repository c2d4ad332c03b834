import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import classes from './paper-pdf.module.css';
import type { GivenPaper, Written } from './requests';
import { opened } from './sealed';

GlobalWorkerOptions.workerSrc = workerUrl;

const ZOOMS = [1, 1.25, 1.5, 2, 3] as const;

/** The released paper: all pages one below the other, larger or smaller, dark for the night (FEATURES D3). */
export default function PaperPdf({ paper, sealed, onShown }: { paper: GivenPaper; sealed: Written['sealed']; onShown: () => void }) {
  const { t } = useTranslation();
  const [zoom, setZoom] = useState(0);
  const [night, setNight] = useState(false);
  const file = useQuery({
    queryKey: ['paper', paper.release_id],
    queryFn: async () => getDocument({ data: await opened(paper, sealed) }).promise,
    staleTime: Infinity,
    gcTime: 0,
    retry: 3,
    structuralSharing: false,
  });
  const shown = file.data !== undefined && paper.opened_at === undefined;
  useEffect(() => {
    if (shown) onShown();
  }, [shown, onShown]);
  if (file.isError) return <ErrorNotice error={file.error} onRetry={() => void file.refetch()} />;
  if (file.data === undefined) return <p role="status">{t('written.opening')}</p>;
  const pages = Array.from({ length: file.data.numPages }, (_, at) => at + 1);
  return (
    <section className={classes.paper} data-night={night || undefined} aria-label={paper.title} data-testid="paper">
      <div className={classes.bar} role="group" aria-label={t('written.paper_tools')}>
        <ActionIcon variant="light" size={44} aria-label={t('written.smaller')} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          −
        </ActionIcon>
        <span className={classes.zoom}>{Math.round((ZOOMS[zoom] ?? 1) * 100)}%</span>
        <ActionIcon variant="light" size={44} aria-label={t('written.larger')} disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          +
        </ActionIcon>
        <ActionIcon variant={night ? 'filled' : 'light'} size={44} aria-label={t('written.night')} aria-pressed={night} onClick={() => setNight(!night)}>
          ☾
        </ActionIcon>
        {pages.length > 1 && (
          <nav className={classes.pages} aria-label={t('written.pages')}>
            {pages.map((n) => (
              <a key={n} href={`#paper-${n}`} aria-label={t('written.page', { n, all: pages.length })}>
                {n}
              </a>
            ))}
          </nav>
        )}
      </div>
      {/* Reached by keyboard, so that it can be scrolled by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.sheets} tabIndex={0} role="group" aria-label={paper.title}>
        {pages.map((n) => (
          <Sheet key={n} file={file.data} number={n} zoom={ZOOMS[zoom] ?? 1} label={t('written.page', { n, all: pages.length })} />
        ))}
      </div>
    </section>
  );
}

function Sheet({ file, number, zoom, label }: { file: PDFDocumentProxy; number: number; zoom: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let over = false;
    const draw = async () => {
      const page = await file.getPage(number);
      const element = canvas.current;
      if (over || element === null) return;
      const width = (element.parentElement?.clientWidth ?? 800) * zoom;
      const viewport = page.getViewport({ scale: (width * Math.min(devicePixelRatio, 2)) / page.getViewport({ scale: 1 }).width });
      element.width = Math.round(viewport.width);
      element.height = Math.round(viewport.height);
      element.style.width = `${Math.round(width)}px`;
      await page.render({ canvas: element, viewport }).promise;
      element.dataset.drawn = 'yes';
    };
    draw().catch(() => undefined); // a page left while drawing
    return () => {
      over = true;
    };
  }, [file, number, zoom]);
  return <canvas ref={canvas} id={`paper-${number}`} role="img" aria-label={label} className={classes.sheet} />;
}
