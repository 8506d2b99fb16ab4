/*
 * The exchange of a handoff as a C program makes it, for comparison: the same frames, the same number of system calls.
 *
 *   exchange serve PATH LISTENERS WELCOME GRANT...         answers, one connection after the other; ends with its standard input
 *   exchange ask PATH COUNT LISTENERS HELLO REQUEST ABORT  asks COUNT times; prints the nanoseconds of each, one a line
 *
 * A frame is given in hex, its length before it. Each GRANT carries 253 descriptors (SCM_MAX_FD), the last one those that are
 * left: listening sockets of our own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST 253

struct frame {
    unsigned char bytes[65540];
    size_t length;
};

static void must(int holds, const char *what) {
    if (!holds) {
        perror(what);
        exit(1);
    }
}

static struct frame *parse(const char *hex) {
    struct frame *frame = calloc(1, sizeof *frame);
    must(frame != NULL, "calloc");
    for (; hex[0] && hex[1]; hex += 2) {
        unsigned byte;
        must(sscanf(hex, "%2x", &byte) == 1, "hex");
        frame->bytes[frame->length++] = byte;
    }
    return frame;
}

static void put(int fd, const struct frame *frame, const int *descriptors, int count) {
    struct iovec data = {(void *)frame->bytes, frame->length};
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(MOST * sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (count > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(rights), descriptors, count * sizeof(int));
    }
    must(sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)frame->length, "sendmsg");
}

/* Exactly size bytes; how many descriptors came with them; -1 at the end of file. */
static int get(int fd, void *into, size_t size, int *descriptors) {
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(MOST * sizeof(int))];
    } control;
    int arrived = 0;
    for (size_t got = 0; got < size;) {
        struct iovec data = {(char *)into + got, size - got};
        struct msghdr message = {
            .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
        ssize_t count = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
        if (count <= 0) {
            return -1;
        }
        got += count;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        if (rights != NULL && rights->cmsg_type == SCM_RIGHTS) {
            arrived = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            memcpy(descriptors, CMSG_DATA(rights), arrived * sizeof(int));
        }
    }
    return arrived;
}

/* As get, of one whole frame. */
static int get_frame(int fd, int *descriptors) {
    static unsigned char payload[65536];
    static int none[MOST];
    uint32_t length;
    int arrived = get(fd, &length, sizeof length, descriptors);
    if (arrived == -1) {
        return -1;
    }
    must(ntohl(length) <= sizeof payload, "length");
    must(get(fd, payload, ntohl(length), none) != -1, "payload");
    return arrived;
}

static struct sockaddr_un address(const char *path) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    must(strlen(path) < sizeof name.sun_path, "path");
    strcpy(name.sun_path, path);
    return name;
}

static int *listeners(int count) {
    int *all = calloc(count, sizeof(int));
    must(all != NULL, "calloc");
    for (int i = 0; i < count; i++) {
        struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        all[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        must(bind(all[i], (struct sockaddr *)&any, sizeof any) == 0 && listen(all[i], 16) == 0, "listen");
    }
    return all;
}

static void answer(int client, const struct frame *welcome, char **grants, const int *all, int count) {
    static struct frame *parsed[64];
    int none[MOST];
    if (get_frame(client, none) == -1) {
        return;
    }
    put(client, welcome, NULL, 0);
    if (get_frame(client, none) == -1) {
        return;
    }
    for (int from = 0, part = 0; from < count; from += MOST, part++) {
        if (parsed[part] == NULL) {
            parsed[part] = parse(grants[part]);
        }
        put(client, parsed[part], all + from, count - from < MOST ? count - from : MOST);
    }
    while (get_frame(client, none) != -1) {
    }
}

static int serve(const char *path, int count, const struct frame *welcome, char **grants) {
    struct sockaddr_un name = address(path);
    int control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(control, (struct sockaddr *)&name, sizeof name) == 0 && listen(control, 16) == 0, "bind");
    int *all = listeners(count);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct pollfd either[2] = {{control, POLLIN, 0}, {0, POLLIN, 0}};
        must(poll(either, 2, -1) > 0, "poll");
        if (either[1].revents) {
            return unlink(path);
        }
        int client = accept4(control, NULL, NULL, SOCK_CLOEXEC);
        must(client >= 0, "accept4");
        struct ucred peer;
        socklen_t size = sizeof peer;
        must(getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0, "SO_PEERCRED");
        answer(client, welcome, grants, all, count);
        close(client);
    }
}

static int option(int fd, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    must(getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0, "getsockopt");
    return value;
}

static void check(int listener) {
    struct sockaddr_storage local;
    socklen_t size = sizeof local;
    must(getsockname(listener, (struct sockaddr *)&local, &size) == 0, "getsockname");
    must(option(listener, SO_TYPE) == SOCK_STREAM && option(listener, SO_ACCEPTCONN) == 1, "listener");
    must(option(listener, SO_DOMAIN) == local.ss_family && option(listener, SO_PROTOCOL) >= 0, "family");
    must(fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK) == 0, "F_SETFL");
    close(listener);
}

static void ask_once(const struct sockaddr_un *name, int count, struct frame **say) {
    int descriptors[MOST];
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(connect(fd, (const struct sockaddr *)name, sizeof *name) == 0, "connect");
    put(fd, say[0], NULL, 0);
    must(get_frame(fd, descriptors) == 0, "welcome");
    put(fd, say[1], NULL, 0);
    for (int left = count; left > 0;) {
        int arrived = get_frame(fd, descriptors);
        must(arrived > 0, "grant");
        for (int i = 0; i < arrived; i++) {
            check(descriptors[i]);
        }
        left -= arrived;
    }
    put(fd, say[2], NULL, 0);
    close(fd);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc > 5 && strcmp(argv[1], "serve") == 0) {
        return serve(argv[2], atoi(argv[3]), parse(argv[4]), argv + 5);
    }
    if (argc == 8 && strcmp(argv[1], "ask") == 0) {
        struct sockaddr_un name = address(argv[2]);
        struct frame *say[3] = {parse(argv[5]), parse(argv[6]), parse(argv[7])};
        for (int left = atoi(argv[3]); left > 0; left--) {
            int64_t start = now();
            ask_once(&name, atoi(argv[4]), say);
            printf("%lld\n", (long long)(now() - start));
        }
        return 0;
    }
    fprintf(stderr, "usage: exchange serve PATH LISTENERS WELCOME GRANT... | ask PATH COUNT LISTENERS HELLO REQUEST ABORT\n");
    return 64;
}
