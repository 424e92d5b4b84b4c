/*
 * TensorRT and its ONNX parser, as far as `gpudoctor inspect --deep` asks them. Their C++ interfaces are objects whose first
 * word points to a table of functions; most calls go through a second object that the first one points to. Which place of
 * a table is which function is that of TensorRT 11; nothing here serves another major, except for the version.
 *
 *   tensorrt.refuses=TEXT   loading an engine fails, and the log says this
 *   parser.takes=0,2        the parser takes these nodes of a model and no others
 *   parser.says=TEXT        what is wrong with node 1
 */
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEVERITY_ERROR = 1, MOST_NODES = 64 };

typedef void (*function)(void);

struct object {
    const function *table;
    struct object *implementation;
};

static struct object *logger;
static bool host_code_forbidden;
static long long nodes[MOST_NODES];

static void log_error(const char *text) {
    ((void (*)(void *, int, const char *))logger->table[4])(logger, SEVERITY_ERROR, text);
}

static struct object engine;

static void *deserialize(void *self, const void *bytes, size_t size) {
    int code;
    const char *refusal = script_text("tensorrt.refuses");
    (void)self, (void)bytes, (void)size;
    scripted("deserializeCudaEngine", NO_GPU, &code);
    if (!host_code_forbidden) refusal = "nobody has forbidden the engine's own code";
    if (refusal) log_error(refusal);
    return refusal ? NULL : &engine;
}

static void allow_host_code(void *self, bool allowed) {
    (void)self;
    host_code_forbidden = !allowed;
}

static const function runtime_table[24] = {[3] = (function)deserialize, [20] = (function)allow_host_code};
static struct object runtime_implementation = {runtime_table, NULL};
static struct object runtime = {runtime_table, &runtime_implementation};

static struct object network;

static void *create_network(void *self, unsigned flags) {
    (void)self, (void)flags;
    return &network;
}

static const function builder_table[24] = {[6] = (function)create_network};
static struct object builder_implementation = {builder_table, NULL};
static struct object builder = {builder_table, &builder_implementation};

static const char *error_text(void *self) {
    (void)self;
    return script_text("parser.says");
}

static int error_node(void *self) {
    (void)self;
    return 1;
}

static const function error_table[24] = {[1] = (function)error_text, [5] = (function)error_node};
static struct object error = {error_table, NULL};

static int error_count(void *self) {
    (void)self;
    return script_text("parser.says") ? 1 : 0;
}

static void *get_error(void *self, int index) {
    (void)self, (void)index;
    return &error;
}

static bool supports_model(void *self, const void *bytes, size_t size, const char *path) {
    int code;
    (void)self, (void)bytes, (void)size, (void)path;
    scripted("supportsModelV2", NO_GPU, &code);
    return !script_text("parser.takes");
}

static long long graph_count(void *self) {
    (void)self;
    return 1;
}

static bool graph_supported(void *self, long long index) {
    (void)self, (void)index;
    return true;
}

static long long *graph_nodes(void *self, long long index, long long *count) {
    const char *at = script_text("parser.takes");
    (void)self, (void)index;
    for (*count = 0; *count < MOST_NODES && at && *at; ++*count) {
        char *end;
        nodes[*count] = strtoll(at, &end, 10);
        at = *end ? end + 1 : end;
    }
    return nodes;
}

static const function parser_table[24] = {
    [3] = (function)error_count,    [4] = (function)get_error,        [15] = (function)supports_model,
    [16] = (function)graph_count,   [17] = (function)graph_supported, [18] = (function)graph_nodes,
};
static struct object parser = {parser_table, NULL};

static unsigned long long version_for(const char *name) {
    int code;
    return scripted(name, NO_GPU, &code) ? (unsigned long long)code : script_number(SONAME ".version", 0);
}

EXPORT int getInferLibVersion(void) { return (int)version_for(__func__); }
EXPORT int getNvOnnxParserVersion(void) { return (int)version_for(__func__); }

EXPORT void *createInferRuntime_INTERNAL(void *log, int version) {
    int code;
    (void)version;
    logger = log;
    if (!scripted("createInferRuntime", NO_GPU, &code)) return &runtime;
    log_error("CUDA initialization failure with error: 35");
    return NULL;
}

EXPORT void *createInferBuilder_INTERNAL(void *log, int version) {
    (void)version;
    logger = log;
    return &builder;
}

EXPORT void *createNvOnnxParser_INTERNAL(void *definition, void *log, int version) {
    (void)definition, (void)log, (void)version;
    return &parser;
}
