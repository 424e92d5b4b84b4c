package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Log.Level;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.smoke.worker.LayerFault;
import dev.gpudoctor.smoke.worker.SampleNetwork;
import dev.gpudoctor.smoke.worker.TensorRt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.ActivationType;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.bytedeco.tensorrt.global.nvinfer.MatrixOperation;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvinfer.PoolingType;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.ILogger;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvinfer.ITensor;
import org.bytedeco.tensorrt.nvinfer.Weights;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.bytedeco.tensorrt.nvonnxparser.IParserError;

/**
 * TensorRT through its JavaCPP preset. This source is compiled once against the preset of each major; what differs between
 * majors is in {@link Dialect}, of which each major has its own.
 *
 * <p>The preset's own loader would drag in cudart, cuBLAS and cuDNN, which TensorRT itself does not need, so it is switched
 * off and the two or three files that are needed are loaded by path.
 */
public final class PresetTensorRt implements TensorRt {
    /** TensorRT 11 answers a failed request with an address in the first page. */
    private static final long FIRST_PAGE = 4096;

    /** Everything TensorRT still points to; it is never told that these are gone. */
    private final List<Object> kept = new ArrayList<>();

    private Path jni;
    private ILogger logger;
    private IBuilder builder;
    private IRuntime runtime;

    @Override
    public void load(Map<Role, String> libraries, Path nativeDirectory) {
        System.setProperty("org.bytedeco.javacpp.loadLibraries", "false");
        System.load(nativeDirectory.resolve("libjnijavacpp.so").toString());
        System.load(libraries.get(Role.TENSORRT));
        jni = nativeDirectory.resolve("libjninvinfer.so");
        System.load(jni.toString());
        if (libraries.containsKey(Role.TENSORRT_PLUGIN)) {
            System.load(libraries.get(Role.TENSORRT_PLUGIN));
        }
        if (libraries.containsKey(Role.ONNX_PARSER)) {
            System.load(libraries.get(Role.ONNX_PARSER));
            System.load(nativeDirectory.resolve("libjninvonnxparser.so").toString());
        }
    }

    @Override
    public int version() {
        return nvinfer.getInferLibVersion();
    }

    @Override
    public List<Precision> weaklyTyped() {
        return Dialect.WEAKLY_TYPED;
    }

    @Override
    public boolean stronglyTyped() {
        return Dialect.STRONGLY_TYPED;
    }

    @Override
    public boolean calibrates() {
        return Dialect.CALIBRATES;
    }

    @Override
    public void open(LogSink log) throws LayerFault {
        logger = logger(log);
        builder = made(nvinfer.createInferBuilder(logger), "createInferBuilder");
    }

    private ILogger logger(LogSink log) {
        return keep(new ILogger() {
            @Override
            public void log(Severity severity, String text) {
                if (severity.value <= Severity.kERROR.value) {
                    log.line(Level.ERROR, text);
                } else if (severity.value <= Severity.kWARNING.value) {
                    log.line(Level.WARNING, text);
                } else if (severity.value <= Severity.kINFO.value) {
                    log.line(Level.INFO, text);
                }
            }
        });
    }

    @Override
    public int dlaCores() {
        return builder.getNbDLACores();
    }

    @Override
    public Plan build(Source source, Settings settings, ProgressSink progress) throws LayerFault {
        INetworkDefinition network =
                made(builder.createNetworkV2(Dialect.networkFlags(settings.typed())), "createNetworkV2");
        if (source instanceof Source.Network built) {
            define(network, built.network());
        } else {
            parse(network, source);
        }
        IBuilderConfig config = made(builder.createBuilderConfig(), "createBuilderConfig");
        Dialect.configure(config, settings);
        keep(Dialect.watch(config, progress, jni));
        shape(network, config, settings.shapes());
        IHostMemory plan = made(builder.buildSerializedNetwork(network, config), "buildSerializedNetwork");
        return new Plan(plan.data().address(), plan.size());
    }

    @Override
    public void openRuntime(LogSink log) throws LayerFault {
        runtime = made(nvinfer.createInferRuntime(logger(log)), "createInferRuntime");
        Dialect.forbidHostCode(runtime);
    }

    @Override
    public void deserialize(Plan plan) throws LayerFault {
        made(runtime.deserializeCudaEngine(new DeviceAddress(plan.address()), plan.bytes()), "deserializeCudaEngine");
    }

    @Override
    public Support supports(Plan model, String path) throws LayerFault {
        INetworkDefinition network = made(builder.createNetworkV2(Dialect.networkFlags(false)), "createNetworkV2");
        IParser parser = made(nvonnxparser.createParser(network, logger), "createParser");
        NodeNumbers taken = new NodeNumbers();
        boolean whole = Dialect.supports(parser, new DeviceAddress(model.address()), model.bytes(), path, taken);
        return new Support(whole, taken.rising(), errors(parser));
    }

    @Override
    public Engine engine(Plan plan, Settings settings) throws LayerFault {
        IRuntime runtime = made(nvinfer.createInferRuntime(logger), "createInferRuntime");
        settings.dlaCore().ifPresent(runtime::setDLACore);
        Pointer bytes = new DeviceAddress(plan.address());
        return new Dialect.BoundEngine(
                made(runtime.deserializeCudaEngine(bytes, plan.bytes()), "deserializeCudaEngine"), settings.shapes());
    }

    private void define(INetworkDefinition network, SampleNetwork sample) {
        ITensor image = network.addInput(
                SampleNetwork.INPUT,
                DataType.kFLOAT,
                Dialect.dims(1, SampleNetwork.CHANNELS, SampleNetwork.SIZE, SampleNetwork.SIZE));
        var convolution = network.addConvolutionNd(
                image,
                SampleNetwork.MAPS,
                Dialect.dims(SampleNetwork.KERNEL, SampleNetwork.KERNEL),
                weights(sample.convolution()),
                weights(sample.bias()));
        convolution.setPaddingNd(Dialect.dims(1, 1));
        var positive = network.addActivation(convolution.getOutput(0), ActivationType.kRELU);
        var pooled = network.addPoolingNd(positive.getOutput(0), PoolingType.kMAX, Dialect.dims(2, 2));
        pooled.setStrideNd(Dialect.dims(2, 2));
        var features = network.addShuffle(pooled.getOutput(0));
        features.setReshapeDimensions(Dialect.dims(1, SampleNetwork.FEATURES));
        var matrix = network.addConstant(
                Dialect.dims(SampleNetwork.FEATURES, SampleNetwork.CLASSES), weights(sample.matrix()));
        var logits = network.addMatrixMultiply(
                features.getOutput(0), MatrixOperation.kNONE, matrix.getOutput(0), MatrixOperation.kNONE);
        logits.getOutput(0).setName(SampleNetwork.LOGITS);
        network.markOutput(logits.getOutput(0));
        var probabilities = network.addSoftMax(logits.getOutput(0));
        probabilities.setAxes(1 << 1);
        probabilities.getOutput(0).setName(SampleNetwork.PROBABILITIES);
        network.markOutput(probabilities.getOutput(0));
    }

    private Weights weights(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return keep(new Weights()
                .type(DataType.kFLOAT)
                .values(keep(new FloatPointer(floats)))
                .count(floats.length));
    }

    private void parse(INetworkDefinition network, Source source) throws LayerFault {
        IParser parser = made(nvonnxparser.createParser(network, logger), "createParser");
        boolean parsed;
        if (source instanceof Source.OnnxFile file) {
            parsed = parser.parseFromFile(file.path().toString(), ILogger.Severity.kWARNING.value);
        } else {
            byte[] bytes = ((Source.Onnx) source).bytes();
            parsed = parser.parse(keep(new BytePointer(bytes)), bytes.length);
        }
        if (!parsed) {
            throw new LayerFault(
                    "TensorRT's ONNX parser does not take the model: " + String.join("; ", errors(parser)));
        }
    }

    private static List<String> errors(IParser parser) {
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < parser.getNbErrors(); i++) {
            IParserError error = parser.getError(i);
            errors.add("node " + error.node() + ": " + error.desc());
        }
        return errors;
    }

    /** Gives every dynamic input one shape; without a profile TensorRT would refuse the network. */
    private void shape(INetworkDefinition network, IBuilderConfig config, Map<String, List<Long>> shapes)
            throws LayerFault {
        var profile = builder.createOptimizationProfile();
        boolean used = false;
        for (int i = 0; i < network.getNbInputs(); i++) {
            ITensor input = network.getInput(i);
            long[] dimensions = Dialect.longs(input.getDimensions());
            if (Dialect.isDynamic(dimensions) || shapes.containsKey(input.getName())) {
                var fixed = Dialect.dims(Dialect.fixed(input.getName(), dimensions, shapes));
                boolean taken = profile.setDimensions(input.getName(), OptProfileSelector.kMIN, fixed)
                        && profile.setDimensions(input.getName(), OptProfileSelector.kOPT, fixed)
                        && profile.setDimensions(input.getName(), OptProfileSelector.kMAX, fixed);
                if (!taken) {
                    throw new LayerFault("TensorRT does not take that shape for input " + input.getName());
                }
                used = true;
            }
        }
        if (used) {
            config.addOptimizationProfile(profile);
        }
    }

    private <T> T keep(T object) {
        kept.add(object);
        return object;
    }

    private <T extends Pointer> T made(T object, String call) throws LayerFault {
        if (object == null || object.address() < FIRST_PAGE) {
            throw new LayerFault(call + " gave nothing; TensorRT's log says why");
        }
        return keep(object);
    }

    /** A pointer to memory that is not ours: on the GPU, or TensorRT's own. */
    static final class DeviceAddress extends Pointer {
        DeviceAddress(long where) {
            address = where;
        }
    }
}
