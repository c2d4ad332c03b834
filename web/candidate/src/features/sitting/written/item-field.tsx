import { Checkbox, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { blanksOf, countWords, fromBlanks, optionKey, toggled, type PaperItem } from './items';

interface ItemFieldProps {
  item: PaperItem;
  value: string;
  disabled: boolean;
  label: string;
  onChange: (value: string) => void;
}

/** The field of an item, by its kind. */
export function ItemField({ item, value, disabled, label, onChange }: ItemFieldProps) {
  const { t } = useTranslation();
  switch (item.kind) {
    case 'single':
      return (
        <Radio.Group value={value} onChange={onChange} aria-label={label}>
          <Stack gap="sm">
            {(item.options ?? []).map((option, at) => (
              <Radio key={optionKey(at)} size="md" value={optionKey(at)} label={`${optionKey(at)}. ${option}`} disabled={disabled} />
            ))}
          </Stack>
        </Radio.Group>
      );
    case 'multiple':
      return (
        <Stack gap="sm" role="group" aria-label={label}>
          {(item.options ?? []).map((option, at) => (
            <Checkbox key={optionKey(at)} size="md" checked={value.split(',').includes(optionKey(at))} onChange={() => onChange(toggled(value, optionKey(at)))} label={`${optionKey(at)}. ${option}`} disabled={disabled} />
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
  }
}
