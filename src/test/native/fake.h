/*
 * What the fake NVIDIA libraries share: a script that says what to answer, and the ways in which a library misbehaves.
 *
 * The script is a text file of `key=value` lines; `#` starts a comment. It is the file that GPUDOCTOR_FAKE names, or, where
 * a file called `answers` lies beside the library, that one: so two copies of one library can differ.
 *
 *   gpus=2                        how many GPUs there are
 *   gpu.name=NVIDIA A10           a property of every GPU
 *   gpu.1.name=Tesla T4           the same property of the second one
 *   cuInit=100                    a function returns this code instead of doing its work
 *   gpu.1.nvmlDeviceGetName=15    the same, for the second GPU only
 *   *=34                          the same, for every function that has no line of its own
 *   nvmlInit_v2=abort             a function misbehaves; see misbehave() for the ways
 *   load libcuda.so.1=abort       loading that library misbehaves
 *   strings=rubbish               every string is random bytes without an end
 *   tick=nvmlDeviceGetMemoryInfo  values may be lists, `a;b;c`: a until the second call of this function, then b, then c
 *                                 and so on to the last, which stays; an empty answer lets a function do its work
 *
 * A property without a line is one that the GPU or the driver does not have.
 */
#ifndef GPUDOCTOR_FAKE_H
#define GPUDOCTOR_FAKE_H

#include <stdbool.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

enum { NO_GPU = -1 };

/* The script's value for a key, or NULL; valid until the library is unloaded. */
const char *script_text(const char *key);

/* The script's value for a property of a GPU, or NULL. */
const char *gpu_text(int gpu, const char *property);

/* The script's numbers for a property of a GPU, comma-separated there; how many were found, at most `most`. */
int gpu_numbers(int gpu, const char *property, unsigned long long *numbers, int most);

/* One number of the script, or `otherwise` where it has none. */
unsigned long long script_number(const char *key, unsigned long long otherwise);

/* How many GPUs the script describes. */
int gpu_count(void);

/*
 * Whether the script speaks for a function. If so, *code is what the function has to return; a misbehaviour that comes
 * back (sleep, shout, fork, ...) is done here and then the function does its work.
 */
bool scripted(const char *function, int gpu, int *code);

/* Writes text and its end into a buffer, cut to fit; or rubbish over the whole buffer where the script wants that. */
void answer_string(const char *function, const char *text, char *buffer, size_t size);

/* The text itself, or rubbish that ends at a page which cannot be read. */
const char *constant_string(const char *function, const char *text);

#endif
