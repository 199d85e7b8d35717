// The fields that a kind has.

import { PasswordInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldsOf, type TargetField, type TypedTarget } from '../../../parts/notify';

const required: TargetField[] = ['url', 'host', 'from', 'to'];
const ports = { starttls: '587', tls: '465', none: '25' } as const;
const types: Partial<Record<TargetField, 'url' | 'email'>> = { url: 'url', from: 'email', to: 'email' };

interface Props { typed: TypedTarget; errors: Partial<Record<TargetField, string>>; onChange: (more: Partial<TypedTarget>) => void }

export function TargetFields({ typed, errors, onChange }: Props) {
  const { t } = useTranslation();
  const placeholder = (field: TargetField): string | undefined => {
    if (field === 'url') return typed.kind === 'ntfy' ? 'https://ntfy.sh/my-topic' : 'https://example.org/hook';
    if (field === 'port') return ports[typed.security];
    return { host: 'smtp.example.org', from: 'server@example.org', to: 'me@example.org' }[field as string];
  };
  return fieldsOf(typed.kind).filter((field) => field !== 'events').map((field) => {
    const label = field === 'secret' || field === 'url' ? t(`notify.field.${field}_${typed.kind}`) : t(`notify.field.${field}`);
    const common = { id: `t-${field}`, label, error: errors[field], withAsterisk: required.includes(field) };
    if (field === 'security') {
      return (
        <Select key={field} {...common} allowDeselect={false} value={typed.security} onChange={(value) => onChange({ security: value as TypedTarget['security'] })}
          data={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(`notify.security.${value}`) }))} />
      );
    }
    const text = { ...common, value: typed[field], placeholder: placeholder(field), autoComplete: 'off', spellCheck: false, onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange({ [field]: event.currentTarget.value }) };
    if (field === 'secret') return <PasswordInput key={field} {...text} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }} />;
    return <TextInput key={field} {...text} type={types[field] ?? 'text'} inputMode={field === 'port' ? 'numeric' : undefined} description={field === 'ca_file' ? t('notify.ca_text') : undefined} />;
  });
}
