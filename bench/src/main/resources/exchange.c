/*
 * The exchange of a handoff as a C program makes it, for comparison: the same frames, the same number of system calls.
 *
 *   exchange serve PATH WELCOME GRANT                 answers, one connection after the other; ends with its standard input
 *   exchange ask PATH COUNT HELLO REQUEST ABORT       asks COUNT times; prints the nanoseconds of each, one a line
 *
 * A frame is given in hex, its length before it. GRANT carries one descriptor, a listening socket of our own.
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

static void put(int fd, const struct frame *frame, int descriptor) {
    struct iovec data = {(void *)frame->bytes, frame->length};
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control.room;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
    }
    must(sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)frame->length, "sendmsg");
}

/* Exactly size bytes; the descriptor that came with them, or -1; -2 at the end of file. */
static int get(int fd, void *into, size_t size) {
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(128 * sizeof(int))];
    } control;
    int descriptor = -1;
    for (size_t got = 0; got < size;) {
        struct iovec data = {(char *)into + got, size - got};
        struct msghdr message = {
            .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
        ssize_t count = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
        if (count <= 0) {
            return -2;
        }
        got += count;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        if (rights != NULL && rights->cmsg_type == SCM_RIGHTS) {
            memcpy(&descriptor, CMSG_DATA(rights), sizeof(int));
        }
    }
    return descriptor;
}

static int get_frame(int fd) {
    static unsigned char payload[65536];
    uint32_t length;
    int descriptor = get(fd, &length, sizeof length);
    if (descriptor == -2) {
        return -2;
    }
    must(ntohl(length) <= sizeof payload, "length");
    must(get(fd, payload, ntohl(length)) != -2, "payload");
    return descriptor;
}

static struct sockaddr_un address(const char *path) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    must(strlen(path) < sizeof name.sun_path, "path");
    strcpy(name.sun_path, path);
    return name;
}

static int serve(const char *path, const struct frame *welcome, const struct frame *grant) {
    struct sockaddr_un name = address(path);
    int control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(control, (struct sockaddr *)&name, sizeof name) == 0 && listen(control, 16) == 0, "bind");
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(listener, (struct sockaddr *)&any, sizeof any) == 0 && listen(listener, 16) == 0, "listen");
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
        if (get_frame(client) != -2) {
            put(client, welcome, -1);
            if (get_frame(client) != -2) {
                put(client, grant, listener);
                while (get_frame(client) != -2) {
                }
            }
        }
        close(client);
    }
}

static int option(int fd, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    must(getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0, "getsockopt");
    return value;
}

static void ask_once(const struct sockaddr_un *name, struct frame **say) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(connect(fd, (const struct sockaddr *)name, sizeof *name) == 0, "connect");
    put(fd, say[0], -1);
    must(get_frame(fd) == -1, "welcome");
    put(fd, say[1], -1);
    int listener = get_frame(fd);
    must(listener >= 0, "grant");
    struct sockaddr_storage local;
    socklen_t size = sizeof local;
    must(getsockname(listener, (struct sockaddr *)&local, &size) == 0, "getsockname");
    must(option(listener, SO_TYPE) == SOCK_STREAM && option(listener, SO_ACCEPTCONN) == 1, "listener");
    must(option(listener, SO_DOMAIN) == local.ss_family && option(listener, SO_PROTOCOL) >= 0, "family");
    must(fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK) == 0, "F_SETFL");
    close(listener);
    put(fd, say[2], -1);
    close(fd);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "serve") == 0) {
        return serve(argv[2], parse(argv[3]), parse(argv[4]));
    }
    if (argc == 7 && strcmp(argv[1], "ask") == 0) {
        struct sockaddr_un name = address(argv[2]);
        struct frame *say[3] = {parse(argv[4]), parse(argv[5]), parse(argv[6])};
        for (int left = atoi(argv[3]); left > 0; left--) {
            int64_t start = now();
            ask_once(&name, say);
            printf("%lld\n", (long long)(now() - start));
        }
        return 0;
    }
    fprintf(stderr, "usage: exchange serve PATH WELCOME GRANT | ask PATH COUNT HELLO REQUEST ABORT\n");
    return 64;
}
