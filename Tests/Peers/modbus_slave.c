/* A Modbus TCP slave on libmodbus: the second, independent counterpart. One client at a time.
 *
 * modbus_slave PORT        (0: the system chooses)
 * stdin:   set di|co|hr|ir ADDRESS VALUE    drop    ping WORD
 * stdout:  ready PORT    connected    disconnected    write FC ADDRESS VALUE NANOSECONDS    pong WORD
 * NANOSECONDS is CLOCK_MONOTONIC when the request was read.
 */
#include <arpa/inet.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define POINTS 64

static void obey(char *line, modbus_mapping_t *map, int *drop) {
  char table[3], word[64];
  int address, value;
  if (sscanf(line, "set %2s %d %d", table, &address, &value) == 3) {
    if (address < 0 || address >= POINTS) return;
    if (!strcmp(table, "di")) map->tab_input_bits[address] = value != 0;
    if (!strcmp(table, "co")) map->tab_bits[address] = value != 0;
    if (!strcmp(table, "hr")) map->tab_registers[address] = value;
    if (!strcmp(table, "ir")) map->tab_input_registers[address] = value;
  } else if (!strncmp(line, "drop", 4)) {
    *drop = 1;
  } else if (sscanf(line, "ping %63s", word) == 1) {
    printf("pong %s\n", word);
  }
}

static int serve(modbus_t *context, modbus_mapping_t *map) {
  uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
  int length = modbus_receive(context, request);
  if (length <= 0) return length;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (request[7] == 5 || request[7] == 6) {
    int value = request[10] << 8 | request[11];
    printf("write %d %d %d %lld\n", request[7], request[8] << 8 | request[9],
           request[7] == 5 ? value != 0 : value, now.tv_sec * 1000000000LL + now.tv_nsec);
  }
  return modbus_reply(context, request, length, map);
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(count > 1 ? atoi(arguments[1]) : 0);
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1, client = -1;
  socklen_t size = sizeof address;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  modbus_t *context = modbus_new_tcp(NULL, 0);
  modbus_mapping_t *map = modbus_mapping_new(POINTS, POINTS, POINTS, POINTS);
  if (!context || !map) return 1;
  printf("ready %d\n", ntohs(address.sin_port));

  for (;;) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(0, &set);
    FD_SET(client < 0 ? listener : client, &set);
    if (select((client > listener ? client : listener) + 1, &set, NULL, NULL, NULL) < 0) return 1;
    int drop = 0;
    if (FD_ISSET(0, &set)) {
      char line[128];
      size_t used = 0;
      do {
        if (read(0, line + used, 1) != 1) return 0;
      } while (line[used] != '\n' && ++used < sizeof line - 1);
      line[used] = 0;
      obey(line, map, &drop);
    }
    if (client < 0 && FD_ISSET(listener, &set)) {
      client = accept(listener, NULL, NULL);
      modbus_set_socket(context, client);
      printf("connected\n");
    } else if (client >= 0 && FD_ISSET(client, &set) && serve(context, map) < 0) {
      drop = 1;
    }
    if (drop && client >= 0) {
      close(client);
      client = -1;
      printf("disconnected\n");
    }
  }
}
