// When apps that update by themselves do so.

import { Autocomplete, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PolicyErrors, TypedPolicy } from './policy';
import { timezones } from './timezones';
import { WindowsInput } from './WindowsInput';

export function PolicyTimes({ value, errors, onChange }: { value: TypedPolicy; errors: PolicyErrors; onChange: (value: TypedPolicy) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <WindowsInput windows={value.windows} error={errors.windows} onChange={(windows) => onChange({ ...value, windows })} />
      {value.windows.length > 0 && (
        <Autocomplete label={t('policy.time_zone')} description={t('policy.time_zone_text')} placeholder={t('policy.server_zone')} data={timezones()} limit={40} value={value.time_zone} error={errors.time_zone} onChange={(time_zone) => onChange({ ...value, time_zone })} />
      )}
      <TextInput label={t('policy.cooling')} description={t('policy.cooling_text')} inputMode="numeric" autoComplete="off" value={value.cooling} error={errors.cooling_hours} maw={320}
        onChange={(event) => onChange({ ...value, cooling: event.currentTarget.value })} />
    </>
  );
}
