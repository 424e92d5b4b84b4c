package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.worker.LayerFault;
import java.util.List;
import java.util.Map;

/** Dimensions as numbers, the same for every major. */
class Shapes {
    static boolean isDynamic(long[] dimensions) {
        for (long dimension : dimensions) {
            if (dimension < 0) {
                return true;
            }
        }
        return false;
    }

    /** The shape an input is to have: what was asked for, or its own with 1 for every dimension that is open. */
    static long[] fixed(String name, long[] dimensions, Map<String, List<Long>> shapes) throws LayerFault {
        if (shapes.containsKey(name)) {
            long[] wanted = shapes.get(name).stream().mapToLong(Long::longValue).toArray();
            if (wanted.length != dimensions.length) {
                throw new LayerFault("input " + name + " has " + dimensions.length + " dimensions, the shape given has "
                        + wanted.length);
            }
            return wanted;
        }
        long[] fixed = dimensions.clone();
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = fixed[i] < 0 ? 1 : fixed[i];
        }
        return fixed;
    }
}
