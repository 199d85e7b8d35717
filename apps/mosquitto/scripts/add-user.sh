# Gives the consumer a user of its own and prints how to reach the broker.
set -eu
user="$FURTKA_CONSUMER_APP"
password=$(head -c 24 /dev/urandom | base64 | tr -d '/+=\n')
mosquitto_passwd -b /mosquitto/data/passwords "$user" "$password"
kill -HUP 1
echo "MQTT_SERVER=mqtt://host.docker.internal:${PUBLISHED_PORT:-1883}"
echo "MQTT_USER=$user"
echo "MQTT_PASSWORD=$password"
