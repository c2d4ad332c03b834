import { Button, Group, PasswordInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface PasswordAskProps {
  /** What the button says. */
  action: string;
  busy: boolean;
  /** True for what takes something away. */
  plain?: boolean;
  /** Further fields before the password. */
  children?: ReactNode;
  onDo: (password: string) => void;
}

/** Asks for one's own password before something is changed about one's sign-in. */
export function PasswordAsk({ action, busy, plain = false, children, onDo }: PasswordAskProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onDo(password);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        {children}
        <PasswordInput
          size="md"
          w={280}
          label={t('account.own_password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
          required
        />
        <Button size="md" type="submit" variant={plain ? 'default' : 'filled'} loading={busy}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
