import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Radio.css';
import { Checkbox, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemText, type MediumOf } from '@shared/item-text/item-text';
import { lazyPage } from '@shared/lazy-page';
import { blanksOf, countWords, fromBlanks, optionKey, toggled } from './items';
import type { ShownItem } from './shuffle';

const DrawingField = lazyPage(() => import('./drawing-field'));
const FormulaField = lazyPage(() => import('./formula-field'));
const PhotoField = lazyPage(() => import('./photo-field'));

interface ItemFieldProps {
  sittingId: string;
  item: ShownItem;
  mediumOf: MediumOf;
  value: string;
  disabled: boolean;
  label: string;
  onChange: (value: string) => void;
}

/** The field of an item, by its kind. */
export function ItemField({ sittingId, item, mediumOf, value, disabled, label, onChange }: ItemFieldProps) {
  const { t } = useTranslation();
  // The letter is the place on this screen; the answer names the option by its key.
  const options = item.shown.map((key, at) => ({ key, label: <OptionLabel letter={optionKey(at)} text={item.options?.[key.charCodeAt(0) - 65] ?? ''} mediumOf={mediumOf} /> }));
  switch (item.kind) {
    case 'single':
      return (
        <Radio.Group value={value} onChange={onChange} aria-label={label}>
          <Stack gap="sm">
            {options.map((option) => (
              <Radio key={option.key} size="md" value={option.key} label={option.label} disabled={disabled} data-option={option.key} />
            ))}
          </Stack>
        </Radio.Group>
      );
    case 'multiple':
      return (
        <Stack gap="sm" role="group" aria-label={label}>
          {options.map((option) => (
            <Checkbox key={option.key} size="md" checked={value.split(',').includes(option.key)} onChange={() => onChange(toggled(value, option.key))} label={option.label} disabled={disabled} data-option={option.key} />
          ))}
        </Stack>
      );
    case 'true_false':
      return (
        <Radio.Group value={value} onChange={onChange} aria-label={label}>
          <Stack gap="sm">
            <Radio size="md" value="T" label={t('online.true')} disabled={disabled} />
            <Radio size="md" value="F" label={t('online.false')} disabled={disabled} />
          </Stack>
        </Radio.Group>
      );
    case 'blanks': {
      const lines = blanksOf(value, item.blanks ?? 1);
      return (
        <Stack gap="sm">
          {lines.map((line, at) => (
            <TextInput key={at} size="md" label={t('online.blank', { n: at + 1 })} value={line} disabled={disabled} onChange={(event) => onChange(fromBlanks(lines.with(at, event.currentTarget.value)))} />
          ))}
        </Stack>
      );
    }
    case 'short':
      return <TextInput size="md" aria-label={label} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'essay':
      return (
        <>
          <Textarea size="md" aria-label={label} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} autosize minRows={8} maxRows={24} />
          <Text size="sm" ta="right" data-testid="words">
            {item.words === undefined || item.words === 0 ? t('online.words', { n: countWords(value) }) : t('online.words_of', { n: countWords(value), least: item.words })}
          </Text>
        </>
      );
    case 'formula':
    case 'drawing':
    case 'photo': {
      const fields = { value, disabled, label, onChange };
      return (
        <Suspense fallback={<p role="status">{t('written.opening')}</p>}>
          {item.kind === 'formula' && <FormulaField {...fields} />}
          {item.kind === 'drawing' && <DrawingField {...fields} />}
          {item.kind === 'photo' && <PhotoField {...fields} sittingId={sittingId} itemId={item.id} />}
        </Suspense>
      );
    }
  }
}

function OptionLabel({ letter, text, mediumOf }: { letter: string; text: string; mediumOf: MediumOf }) {
  return (
    <>
      {letter}. <ItemText text={text} mediumOf={mediumOf} />
    </>
  );
}
