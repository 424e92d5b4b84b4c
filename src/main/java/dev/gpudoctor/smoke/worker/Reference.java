package dev.gpudoctor.smoke.worker;

/** The same arithmetic in double precision, written to be obviously right and not to be fast. */
final class Reference {
    private Reference() {}

    /** {@code a (rows x inner) times b (inner x columns)}, all row by row. */
    static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
        double[] result = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int i = 0; i < inner; i++) {
                    sum += a[row * inner + i] * b[i * columns + column];
                }
                result[row * columns + column] = sum;
            }
        }
        return result;
    }

    /**
     * Cross-correlation with square kernels of odd size, stride 1, padded to keep the size.
     *
     * @param input channels x size x size
     * @param weights maps x channels x kernel x kernel
     */
    static double[] convolution(double[] input, double[] weights, int channels, int size, int maps, int kernel) {
        int padding = kernel / 2;
        double[] result = new double[maps * size * size];
        for (int map = 0; map < maps; map++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    double sum = 0;
                    for (int channel = 0; channel < channels; channel++) {
                        for (int ky = 0; ky < kernel; ky++) {
                            for (int kx = 0; kx < kernel; kx++) {
                                int iy = y + ky - padding;
                                int ix = x + kx - padding;
                                if (iy >= 0 && iy < size && ix >= 0 && ix < size) {
                                    sum += input[(channel * size + iy) * size + ix]
                                            * weights[((map * channels + channel) * kernel + ky) * kernel + kx];
                                }
                            }
                        }
                    }
                    result[(map * size + y) * size + x] = sum;
                }
            }
        }
        return result;
    }

    /** Adds one number per channel and takes the positive part. */
    static double[] biasAndRelu(double[] input, double[] bias) {
        double[] result = new double[input.length];
        int perChannel = input.length / bias.length;
        for (int i = 0; i < input.length; i++) {
            result[i] = Math.max(0, input[i] + bias[i / perChannel]);
        }
        return result;
    }

    /** Largest of each 2 x 2 square. */
    static double[] maxPool(double[] input, int channels, int size) {
        int half = size / 2;
        double[] result = new double[channels * half * half];
        for (int i = 0; i < result.length; i++) {
            int channel = i / (half * half);
            int y = i / half % half * 2;
            int x = i % half * 2;
            int at = (channel * size + y) * size + x;
            result[i] = Math.max(Math.max(input[at], input[at + 1]), Math.max(input[at + size], input[at + size + 1]));
        }
        return result;
    }

    static double[] softmax(double[] input) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : input) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        double[] result = new double[input.length];
        for (int i = 0; i < input.length; i++) {
            result[i] = Math.exp(input[i] - largest);
            sum += result[i];
        }
        for (int i = 0; i < result.length; i++) {
            result[i] /= sum;
        }
        return result;
    }
}
