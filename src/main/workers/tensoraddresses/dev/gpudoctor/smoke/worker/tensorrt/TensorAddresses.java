package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.worker.Elements;
import dev.gpudoctor.smoke.worker.LayerFault;
import dev.gpudoctor.smoke.worker.TensorRt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.tensorrt.global.nvinfer.TensorIOMode;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;

/** How TensorRT 10 and later run an engine: tensors are named, dimensions have 64 bits. */
class TensorAddresses extends Shapes {
    /** Lets the builder tell how far it is; what is given back must be kept until it has ended. */
    static Object watch(IBuilderConfig config, TensorRt.ProgressSink progress, Path jni) {
        ProgressBridge bridge = new ProgressBridge(progress, jni);
        config.setProgressMonitor(bridge.monitor());
        return bridge;
    }

    static Dims64 dims(long... dimensions) {
        Dims64 dims = new Dims64().nbDims(dimensions.length);
        for (int i = 0; i < dimensions.length; i++) {
            dims.d(i, dimensions[i]);
        }
        return dims;
    }

    static long[] longs(Dims64 dims) {
        long[] dimensions = new long[Math.max(0, dims.nbDims())];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = dims.d(i);
        }
        return dimensions;
    }

    static final class BoundEngine implements TensorRt.Engine {
        private final ICudaEngine engine;
        private final IExecutionContext context;
        private final Map<String, List<Long>> shapes;

        BoundEngine(ICudaEngine engine, Map<String, List<Long>> shapes) throws LayerFault {
            this.engine = engine;
            this.context = engine.createExecutionContext();
            this.shapes = shapes;
            if (context == null) {
                throw new LayerFault("createExecutionContext gave nothing; TensorRT's log says why");
            }
        }

        @Override
        public List<TensorRt.Tensor> tensors() throws LayerFault {
            for (int i = 0; i < engine.getNbIOTensors(); i++) {
                String name = engine.getIOTensorName(i);
                long[] dimensions = longs(engine.getTensorShape(name));
                if (isInput(name)
                        && isDynamic(dimensions)
                        && !context.setInputShape(name, dims(fixed(name, dimensions, shapes)))) {
                    throw new LayerFault("the engine does not take that shape for input " + name);
                }
            }
            List<TensorRt.Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < engine.getNbIOTensors(); i++) {
                String name = engine.getIOTensorName(i);
                tensors.add(new TensorRt.Tensor(
                        name,
                        isInput(name),
                        Elements.of(engine.getTensorDataType(name).value),
                        longs(context.getTensorShape(name))));
            }
            return tensors;
        }

        private boolean isInput(String name) {
            // The preset makes a new object of every answer, so only the value can be compared.
            return engine.getTensorIOMode(name).value == TensorIOMode.kINPUT.value;
        }

        @Override
        public void bind(String tensor, long address) throws LayerFault {
            if (!context.setTensorAddress(tensor, new PresetTensorRt.DeviceAddress(address))) {
                throw new LayerFault("the engine does not take memory for tensor " + tensor);
            }
        }

        @Override
        public void enqueue(long stream) throws LayerFault {
            if (!context.enqueueV3(new CUstream_st(new PresetTensorRt.DeviceAddress(stream)))) {
                throw new LayerFault("enqueueV3 refused; TensorRT's log says why");
            }
        }
    }
}
