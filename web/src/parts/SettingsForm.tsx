// An app's form. A refusal of the server is shown at the field it names, and what was typed stays.

import { Autocomplete, Button, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Fragment, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem, type Setting } from '../api/client';
import { isTrue, sent, wrong, type Typed } from './form';
import { Message, Trouble } from './Message';
import { PathInput } from './PathInput';
import { problemLine } from './serverWords';
import { timezones } from './timezones';

interface FieldProps { setting: Setting; secretSet: boolean; value: string; error: ReactNode; onChange: (value: string) => void; onBlur: () => void }

function Field({ setting, secretSet, value, error, onChange, onBlur }: FieldProps) {
  const { t } = useTranslation();
  const made = setting.generate !== '' && value === '';
  const common = {
    id: `f-${setting.name}`, name: setting.name, label: setting.label || setting.name, description: setting.description || undefined,
    error, withAsterisk: setting.required, onBlur,
    placeholder: secretSet ? t('form.unchanged') : made ? t('form.made') : undefined,
  };
  const text = { ...common, value, onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(event.currentTarget.value) };
  switch (setting.type) {
    case 'boolean':
      return <Switch id={common.id} name={setting.name} label={common.label} description={common.description} error={error} checked={isTrue(value)} onChange={(event) => onChange(String(event.currentTarget.checked))} />;
    case 'select':
      return <Select {...common} data={setting.options} value={value || null} allowDeselect={!setting.required} onChange={(next) => onChange(next ?? '')} />;
    case 'timezone':
      return <Autocomplete {...common} data={timezones()} limit={40} value={value} onChange={onChange} />;
    case 'password':
      return <PasswordInput {...text} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }} />;
    case 'path':
      return <PathInput {...common} value={value} onChange={onChange} />;
    case 'number':
    case 'port':
      return <TextInput {...text} inputMode={setting.type === 'port' ? 'numeric' : 'decimal'} autoComplete="off" />;
    default:
      return setting.secret ? <PasswordInput {...text} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }} /> : <TextInput {...text} autoComplete="off" />;
  }
}

interface Props {
  settings: Setting[];
  initial: Typed;
  secretsSet: string[];
  submit: string;
  /** Throws a Problem when it is refused. */
  send: (values: Typed) => Promise<void>;
  onTyped?: (values: Typed) => void;
  /** Shown between the fields and the button. */
  children?: ReactNode;
  /** What there is to say below a field with the value it has. */
  aside?: (setting: string, value: string, set: (value: string) => void) => ReactNode;
  /** Why the button cannot be pressed yet. */
  hold?: boolean;
}

export function SettingsForm({ settings, initial, secretsSet, submit, send, onTyped, children, aside, hold = false }: Props) {
  const { t, i18n } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const check = (setting: Setting, value: string) => {
    const found = wrong(setting, value, secretsSet.includes(setting.name));
    return found ? t(`form.wrong.${found.key}`, { ...found }) : null;
  };
  const form = useForm<Typed>({
    initialValues: initial,
    validate: (values) => Object.fromEntries(settings.map((each) => [each.name, check(each, values[each.name] ?? '')])),
    validateInputOnBlur: true,
  });
  useEffect(() => { onTyped?.(form.values); }, [form.values, onTyped]);
  const focus = (name: string | undefined) => { if (name) document.getElementById(`f-${name}`)?.focus(); };
  const submitted = async (values: Typed) => {
    setSending(true);
    setProblem(null);
    try {
      await send(sent(settings, values));
    } catch (error) {
      const refusal = asProblem(error);
      const field = typeof refusal.more.setting === 'string' ? refusal.more.setting : undefined;
      if (field && settings.some((each) => each.name === field)) {
        form.setFieldError(field, problemLine(i18n, refusal));
        focus(field);
      } else {
        setProblem(refusal);
      }
    } finally {
      setSending(false);
    }
  };
  return (
    <form className="form" noValidate onSubmit={form.onSubmit((values) => void submitted(values), (errors) => focus(settings.find((each) => errors[each.name])?.name))}>
      {settings.map((each) => (
        <Fragment key={each.name}>
          <Field setting={each} secretSet={secretsSet.includes(each.name)} value={form.values[each.name] ?? ''} error={form.errors[each.name]}
            onChange={(value) => form.setFieldValue(each.name, value)} onBlur={() => form.validateField(each.name)} />
          {aside?.(each.name, form.values[each.name] ?? '', (value) => form.setFieldValue(each.name, value))}
        </Fragment>
      ))}
      {children}
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
      {Object.values(form.errors).some(Boolean) && <Message kind="warning"><p>{t('form.look_again')}</p></Message>}
      <div className="actions"><Button type="submit" loading={sending} disabled={hold}>{submit}</Button></div>
    </form>
  );
}
