package dev.gpudoctor.machine;

/**
 * What a C call answered.
 *
 * @param code the library's return code; 0 is success
 * @param name the code's name, such as {@code CUDA_ERROR_NO_DEVICE}; empty where the library did not say
 */
public record CallResult(int code, String name) {
    public boolean isSuccess() {
        return code == 0;
    }
}
