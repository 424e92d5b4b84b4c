#define _GNU_SOURCE
#include "fake.h"

#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* SONAME is the name under which this library was built, given by the build. */
#ifndef SONAME
#error "build with -DSONAME"
#endif

enum { SHOUT_BYTES = 100 * 1000 * 1000, EAT_BYTES = 1 << 30, LINGER_SECONDS = 120, LONGEST_SCRIPT = 1 << 20 };
static const size_t FEAST_BYTES = (size_t)3 << 30;

static char script[LONGEST_SCRIPT + 1];
static size_t script_length;
static int ticks;

static void answer_load(void);

/* Cuts the script into lines that end with NUL, so that values can be handed out without a copy. */
__attribute__((constructor)) static void read_script(void) {
    char beside[PATH_MAX] = "";
    Dl_info self;
    if (dladdr((void *)read_script, &self) && strrchr(self.dli_fname, '/') && strlen(self.dli_fname) < PATH_MAX - 16) {
        strcpy(beside, self.dli_fname);
        strcpy(strrchr(beside, '/') + 1, "answers");
    }
    const char *named = getenv("GPUDOCTOR_FAKE");
    FILE *file = *beside ? fopen(beside, "r") : NULL;
    if (!file && named) file = fopen(named, "r");
    if (!file) return;
    script_length = fread(script, 1, LONGEST_SCRIPT, file);
    fclose(file);
    for (size_t i = 0; i < script_length; i++)
        if (script[i] == '\n') script[i] = '\0';
    answer_load();
}

static const char *raw_text(const char *key) {
    size_t length = strlen(key);
    for (const char *line = script; line < script + script_length; line += strlen(line) + 1)
        if (!strncmp(line, key, length) && line[length] == '=') return line + length + 1;
    return NULL;
}

/* Never freed, for the caller may keep it. */
const char *script_text(const char *key) {
    const char *text = raw_text(key);
    if (!text || !raw_text("tick") || !strchr(text, ';')) return text;
    for (int tick = 1; tick < ticks && strchr(text, ';'); tick++) text = strchr(text, ';') + 1;
    return strndup(text, strcspn(text, ";"));
}

const char *gpu_text(int gpu, const char *property) {
    char key[256];
    snprintf(key, sizeof key, "gpu.%d.%s", gpu, property);
    const char *own = script_text(key);
    if (own) return own;
    snprintf(key, sizeof key, "gpu.%s", property);
    return script_text(key);
}

int gpu_numbers(int gpu, const char *property, unsigned long long *numbers, int most) {
    const char *text = gpu_text(gpu, property);
    int found = 0;
    while (text && *text && found < most) {
        char *end;
        numbers[found] = strtoull(text, &end, 0);
        if (end == text) break;
        found++;
        text = *end ? end + 1 : end;
    }
    return found;
}

unsigned long long script_number(const char *key, unsigned long long otherwise) {
    const char *text = script_text(key);
    return text ? strtoull(text, NULL, 0) : otherwise;
}

int gpu_count(void) { return (int)script_number("gpus", 0); }

static void shout(void) {
    char block[1 << 16];
    memset(block, '!', sizeof block);
    block[sizeof block - 1] = '\n';
    for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; stream++)
        for (size_t written = 0; written < SHOUT_BYTES; written += sizeof block)
            if (write(stream, block, sizeof block) < 0) break;
}

/* Takes memory until none is given any more. The limit keeps the machine that runs the tests alive. */
static void eat(void) {
    size_t pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (!statm || fscanf(statm, "%zu", &pages) != 1) abort();
    fclose(statm);
    rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + EAT_BYTES;
    struct rlimit limit = {most, most};
    if (setrlimit(RLIMIT_AS, &limit)) abort();
    size_t bite = 16 << 20;
    for (char *block; (block = malloc(bite));) memset(block, 1, bite);
    abort();
}

/* Leaves a process behind that keeps the standard streams open; an orphan's parent has ended before it. */
static void leave_behind(bool orphan) {
    pid_t child = fork();
    if (child) return;
    if (orphan && fork()) _exit(0);
    sleep(LINGER_SECONDS);
    _exit(0);
}

/* Leaves a daemon behind that nothing ties to this process: no parent, no session, no environment, no stream. */
static void become_daemon(void) {
    pid_t child = fork();
    if (child) {
        waitpid(child, NULL, 0);
        return;
    }
    setsid();
    if (fork()) _exit(0);
    for (int stream = 0; stream < 1024; stream++) close(stream);
    char *none[] = {NULL};
    execle("/bin/sh", "sh", "-c", "sleep 600; :", getenv("GPUDOCTOR_FAKE"), NULL, none);
    _exit(1);
}

/* Takes more memory than anybody needs to answer, and keeps it. */
static void feast(void) {
    size_t bite = 64 << 20;
    /* Populated by the kernel at once, which takes a fraction of the time of touching each page. */
    for (size_t taken = 0; taken < FEAST_BYTES; taken += bite)
        mmap(NULL, bite, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    sleep(LINGER_SECONDS);
}

/* Calls itself until the stack ends; the compiler cannot know that `deeper` stays true. */
static int dig(volatile bool *deeper) {
    volatile char frame[4096] = {1};
    return *deeper ? dig(deeper) + frame[0] : 0;
}

/* Does what the word says. Comes back only from those ways that a program can survive; false for an unknown word. */
static bool misbehave(const char *word) {
    int number = 0;
    volatile bool deeper = true;
    if (!strcmp(word, "abort")) abort();
    if (!strcmp(word, "null")) *(volatile int *)NULL = 1;
    if (!strcmp(word, "overflow")) exit(dig(&deeper));
    if (!strcmp(word, "loop"))
        for (volatile int forever = 1; forever;) continue;
    if (!strcmp(word, "eat")) eat();
    if (sscanf(word, "raise %d", &number) == 1) return raise(number), true;
    if (sscanf(word, "exit %d", &number) == 1) exit(number);
    if (sscanf(word, "sleep %d", &number) == 1) return sleep((unsigned)number), true;
    if (!strcmp(word, "shout")) return shout(), true;
    if (!strcmp(word, "close")) return close(STDOUT_FILENO), true;
    if (!strcmp(word, "fork")) return leave_behind(false), true;
    if (!strcmp(word, "daemon")) return become_daemon(), true;
    if (!strcmp(word, "feast")) return feast(), true;
    if (!strcmp(word, "orphan")) return leave_behind(true), true;
    return !strcmp(word, "rubbish");
}

/* An unknown word must not pass for good behaviour: the test that wrote it would prove nothing. */
static bool obey(const char *answer, const char *function, int *code) {
    char *end;
    long number = strtol(answer, &end, 10);
    if (end != answer && !*end) return *code = (int)number, true;
    if (misbehave(answer)) return false;
    fprintf(stderr, "fake %s: %s=%s is not an answer\n", SONAME, function, answer);
    _exit(99);
}

static const char *answer_for(const char *function, int gpu) {
    const char *answer = gpu == NO_GPU ? NULL : gpu_text(gpu, function);
    if (!answer) answer = script_text(function);
    return answer ? answer : script_text("*");
}

bool scripted(const char *function, int gpu, int *code) {
    const char *tick = raw_text("tick");
    if (tick && !strcmp(tick, function)) ticks++;
    const char *answer = answer_for(function, gpu);
    return answer && *answer && obey(answer, function, code);
}

static void answer_load(void) {
    int ignored;
    const char *answer = script_text("load " SONAME);
    if (answer) obey(answer, "load", &ignored);
}

static bool wants_rubbish(const char *function) {
    const char *all = script_text("strings");
    const char *one = script_text(function);
    return (all && !strcmp(all, "rubbish")) || (one && !strcmp(one, "rubbish"));
}

/* The same bytes in every run, so that a failure can be seen again; every value but NUL occurs. */
static void fill_with_rubbish(char *buffer, size_t size) {
    unsigned state = 20261123;
    for (size_t i = 0; i < size; i++) {
        state = state * 1103515245u + 12345u;
        buffer[i] = (char)(1 + (state >> 16) % 255);
    }
}

void answer_string(const char *function, const char *text, char *buffer, size_t size) {
    if (wants_rubbish(function)) {
        fill_with_rubbish(buffer, size);
    } else if (size) {
        strncpy(buffer, text, size - 1);
        buffer[size - 1] = '\0';
    }
}

const char *constant_string(const char *function, const char *text) {
    if (!wants_rubbish(function)) return text;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE)) abort();
    fill_with_rubbish(pages, page);
    return pages;
}
