import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';

GlobalWorkerOptions.workerSrc = workerUrl;

/** Every page of a PDF as a picture, as wide as there is room. */
export default function PdfPages({ url, name }: { url: string; name: string }) {
  const { t } = useTranslation();
  const file = useQuery({
    queryKey: ['pdf', url],
    queryFn: () => getDocument({ url, withCredentials: true }).promise,
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
  if (file.isPending) return <p role="status">{t('page.loading')}</p>;
  if (file.isError) return <ErrorNotice error={file.error} onRetry={() => void file.refetch()} />;
  return Array.from({ length: file.data.numPages }, (_, at) => (
    <PdfPage key={at} file={file.data} number={at + 1} label={t('question.page', { name, page: at + 1 })} />
  ));
}

function PdfPage({ file, number, label }: { file: PDFDocumentProxy; number: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let over = false;
    void draw(file, number, canvas, () => over);
    return () => {
      over = true;
    };
  }, [file, number]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      style={{ width: '100%', display: 'block', marginBottom: 8, borderRadius: 8, border: '1px solid var(--line)' }}
    />
  );
}

async function draw(
  file: PDFDocumentProxy,
  number: number,
  canvas: React.RefObject<HTMLCanvasElement | null>,
  over: () => boolean,
): Promise<void> {
  const page = await file.getPage(number);
  const element = canvas.current;
  if (over() || element === null) return;
  const natural = page.getViewport({ scale: 1 });
  const width = Math.min(element.clientWidth || 800, 1000) * Math.min(devicePixelRatio, 2);
  const viewport = page.getViewport({ scale: width / natural.width });
  element.width = Math.round(viewport.width);
  element.height = Math.round(viewport.height);
  await page.render({ canvas: element, viewport }).promise.catch(() => undefined); // a page left while drawing
}
