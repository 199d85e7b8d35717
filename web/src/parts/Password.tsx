import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props { label: string; value: string; onChange: (value: string) => void; current?: boolean; description?: string | undefined }

/** A password as browsers and password managers know it. */
export function Password({ label, value, onChange, current = false, description }: Props) {
  const { t } = useTranslation();
  return (
    <PasswordInput label={label} value={value} withAsterisk description={description} autoComplete={current ? 'current-password' : 'new-password'} autoCapitalize="none" spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
