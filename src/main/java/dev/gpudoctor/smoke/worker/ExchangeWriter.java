package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.json.Json;
import dev.gpudoctor.smoke.Exchange;
import dev.gpudoctor.smoke.NpyArray;
import dev.gpudoctor.smoke.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Leaves inputs and outputs for the child that runs the same model in ONNX Runtime. */
final class ExchangeWriter {
    private final Path directory;
    private final List<Exchange.Tensor> inputs = new ArrayList<>();
    private final List<Exchange.Run> runs = new ArrayList<>();
    private int files;

    ExchangeWriter(Path directory) {
        this.directory = directory;
    }

    void input(TensorRt.Tensor tensor, byte[] elements) throws IOException {
        inputs.add(write(tensor, tensor.type().numpy(), elements));
    }

    /** Begins the outputs of an engine; those that follow are its. */
    void run(Precision precision, List<TensorRt.Tensor> tensors, List<double[]> values) throws IOException {
        List<Exchange.Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            ByteBuffer buffer =
                    ByteBuffer.allocate(values.get(i).length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asDoubleBuffer().put(values.get(i));
            outputs.add(write(tensors.get(i), "<f8", buffer.array()));
        }
        runs.add(new Exchange.Run(precision, outputs));
    }

    void finish(Path model) throws IOException {
        Files.writeString(directory.resolve(Exchange.INDEX), Json.line(new Exchange(model.toString(), inputs, runs)));
    }

    /** Files are numbered, for tensors may be called anything. */
    private Exchange.Tensor write(TensorRt.Tensor tensor, String type, byte[] elements) throws IOException {
        String name = files++ + ".npy";
        Files.write(directory.resolve(name), new NpyArray(type, tensor.dimensions(), elements).toFile());
        return new Exchange.Tensor(tensor.name(), name);
    }
}
