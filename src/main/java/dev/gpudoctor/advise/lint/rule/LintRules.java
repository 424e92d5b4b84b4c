package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.LintFile;
import java.util.List;

/** Every rule. A rule that is not listed here does not exist. */
public final class LintRules {
    private static final List<LintRule> ALL = List.of(
            new ImageIsUnpinned(),
            new ImageIsGone(),
            new ImageIsUnlisted(),
            new ImageNeedsNewerGpu(),
            new ImageNeedsNewerDriver(),
            new ImageSystemHasEnded(),
            new UpgradesEverything(),
            new AptPackageIsUnpinned(),
            new AptPackageIsForOtherCuda(),
            new InstallsDriver(),
            new UsesRetiredKey(),
            new UsesAptKey(),
            new UsesOtherSystemsRepository(),
            new TorchIndexIsForOtherCuda(),
            new TorchIsForCpu(),
            new TorchBuildDoesNotExist(),
            new TorchIsUnpinned(),
            new OnnxRuntimeIsForOtherCuda(),
            new TensorFlowLacksCuda(),
            new TensorFlowGpuIsRemoved(),
            new JaxIsForCpu(),
            new WheelIsForOtherCuda(),
            new FrameworkIsForOtherCuda(),
            new TorchOfImageIsReplaced(),
            new PinsContradict(),
            new CondaPinsContradict(),
            new RequirementIsUnquoted(),
            new IndexIsRetired(),
            new ArchitectureIsUnknownToToolkit(),
            new CompilerIsMissing(),
            new TensorRtWheelIsUnpinned(),
            new TensorRtComesTwice(),
            new VisibleDevicesAreUnset(),
            new CapabilitiesLackCompute(),
            new RequirementsAreDisabled(),
            new LibraryPathIsReplaced(),
            new StubIsOnLibraryPath(),
            new CopiesDriverLibrary(),
            new ShipsDevelImage(),
            new EngineIsBakedIn(),
            new NeedsGpuDuringBuild(),
            new ReplacesEntrypoint(),
            new CopiesOtherCuda(),
            new ServiceAsksForNoGpu(),
            new RuntimeGivesNoDevice(),
            new DeviceRequestLacksCapabilities(),
            new DeviceRequestCountsAndNames(),
            new ServiceMountsDriver(),
            new ServiceHasSmallSharedMemory(),
            new ServiceDisablesRequirements(),
            new ContainerAsksForNoGpu(),
            new VisibleDevicesAreSetByHand(),
            new GpuCountIsNotWhole(),
            new GpuRequestLacksLimit(),
            new PodMountsDriver(),
            new ContainerHasSmallSharedMemory(),
            new ContainerDisablesRequirements());

    private LintRules() {}

    public static List<LintRule> all() {
        return ALL;
    }

    /** What is wrong with a file; its stages are read once for all rules about them. */
    public static List<Issue> check(LintFile file, LintContext context) {
        List<StageView> stages = StageRule.views(file, context);
        return ALL.stream()
                .flatMap(rule -> (rule instanceof StageRule ofStages
                                ? ofStages.check(stages, context)
                                : rule.check(file, context))
                        .stream())
                .toList();
    }
}
