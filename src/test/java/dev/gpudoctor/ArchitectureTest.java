package dev.gpudoctor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The walls between the packages. */
@AnalyzeClasses(packages = "dev.gpudoctor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int AT_LEAST_CLASSES = 80;

    @ArchTest
    static void sees_the_classes(JavaClasses all) {
        assertThat(all.size()).isGreaterThan(AT_LEAST_CLASSES);
    }

    @ArchTest
    static final ArchRule packages_depend_in_one_direction = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("version")
            .definedBy("dev.gpudoctor.version..")
            .layer("machine")
            .definedBy("dev.gpudoctor.machine..")
            .layer("json")
            .definedBy("dev.gpudoctor.json..")
            .layer("finding")
            .definedBy("dev.gpudoctor.finding..")
            .layer("matrix")
            .definedBy("dev.gpudoctor.matrix..")
            .layer("compat")
            .definedBy("dev.gpudoctor.compat..")
            .optionalLayer("process")
            .definedBy("dev.gpudoctor.process..")
            .optionalLayer("probe")
            .definedBy("dev.gpudoctor.probe..")
            .layer("rules")
            .definedBy("dev.gpudoctor.rules..")
            .optionalLayer("advise")
            .definedBy("dev.gpudoctor.advise..")
            .optionalLayer("model")
            .definedBy("dev.gpudoctor.model..")
            .optionalLayer("log")
            .definedBy("dev.gpudoctor.log..")
            .optionalLayer("smoke")
            .definedBy("dev.gpudoctor.smoke..")
            .layer("fleet")
            .definedBy("dev.gpudoctor.fleet..")
            .layer("report")
            .definedBy("dev.gpudoctor.report..")
            .layer("app")
            .definedBy("dev.gpudoctor.app..")
            .layer("cli")
            .definedBy("dev.gpudoctor.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("app")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("fleet")
            .mayOnlyBeAccessedByLayers("report", "app", "cli")
            .whereLayer("rules")
            .mayOnlyBeAccessedByLayers("fleet", "report", "app", "cli")
            .whereLayer("probe")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("compat")
            .mayOnlyBeAccessedByLayers("rules", "advise", "model", "log", "smoke", "report", "app", "cli")
            .whereLayer("matrix")
            .mayOnlyBeAccessedByLayers(
                    "compat", "probe", "rules", "advise", "model", "log", "smoke", "report", "app", "cli")
            .whereLayer("finding")
            .mayOnlyBeAccessedByLayers("rules", "advise", "model", "log", "smoke", "fleet", "report", "app", "cli")
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("probe", "smoke", "app");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("dev.gpudoctor.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule version_and_machine_stand_alone = noClasses()
            .that()
            .resideInAnyPackage("dev.gpudoctor.version..", "dev.gpudoctor.machine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com..", "org..", "picocli..", "java.io..", "java.nio.file..");

    @ArchTest
    static final ArchRule rules_are_pure = noClasses()
            .that()
            .resideInAnyPackage("dev.gpudoctor.rules..", "dev.gpudoctor.finding..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule fleet_is_pure = noClasses()
            .that()
            .resideInAPackage("dev.gpudoctor.fleet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..");

    @ArchTest
    static final ArchRule compat_knows_versions_and_rows_only = noClasses()
            .that()
            .resideInAPackage("dev.gpudoctor.compat..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "dev.gpudoctor.version..", "dev.gpudoctor.matrix..", "dev.gpudoctor.compat..");

    /**
     * Classes that compare versions for another question than whether two things go together: what a user's policy, wish
     * or file asks for, what a package or an image states itself, what changed since a snapshot, which of two copies is
     * newer, for which releases a known fault or a way of writing holds, and in which order things are shown.
     */
    private static final List<String> NO_PAIR_LAW = List.of(
            "rules.policy.GpuCountRequired",
            "rules.policy.RequirementReader",
            "rules.policy.VersionRequired",
            "rules.container.Requirement",
            "rules.container.CgroupsLeftAlone",
            "rules.container.CdiNewerThanPodman",
            "rules.container.RequestedDeviceUnknown",
            "rules.driver.GeForceInVirtualMachine",
            "rules.driver.MixedMigRegression",
            "rules.drift.FactDrift",
            "rules.env.GlibcTooOld",
            "rules.env.LibraryPathShadows",
            "rules.env.LibstdcxxTooOld",
            "rules.env.VisibleDevicesMig",
            "rules.framework.Build",
            "rules.program.Repairs",
            "rules.python.UserSiteHidesConda",
            "rules.toolkit.OlderCompilerOnPath",
            "advise.image.DockerfileWriter",
            "advise.image.ImageAdvisor",
            "advise.lint.rule.ArchitectureIsUnknownToToolkit",
            "advise.lint.rule.ImageIsGone",
            "advise.lint.rule.TensorFlowGpuIsRemoved",
            "advise.lint.rule.TorchBuildDoesNotExist",
            "advise.stack.AptNames",
            "advise.stack.Candidates",
            "advise.stack.Installer",
            "advise.stack.Relaxations",
            "advise.stack.StackProblem",
            "advise.stack.WishCheck",
            "advise.stack.Wheels",
            "model.fit.Converter",
            "model.fit.DeviceSteps",
            "model.fit.Inspector",
            "model.fit.OnnxJudge");

    private static final Set<String> COMPARISONS = Set.of(
            "compareTo",
            "isAtLeast",
            "isBelow",
            "isAbove",
            "isWithin",
            "admits",
            "fit",
            "major",
            "minor",
            "part",
            "equals");

    @ArchTest
    static final ArchRule only_compat_compares_versions = noClasses()
            .that()
            .resideInAnyPackage("dev.gpudoctor.rules..", "dev.gpudoctor.advise..", "dev.gpudoctor.model..")
            .and(DescribedPredicate.describe("have a pair to judge", type -> NO_PAIR_LAW.stream()
                    .noneMatch(name -> type.getName().startsWith("dev.gpudoctor." + name))))
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "a version, a capability or a set of them is compared",
                    access -> COMPARISONS.contains(access.getTarget().getName())
                            && Stream.of(Version.class, VersionRange.class, VersionSet.class, ComputeCapability.class)
                                    .anyMatch(access.getTargetOwner()::isEquivalentTo)));

    @ArchTest
    static final ArchRule picocli_stays_in_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gpudoctor.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule native_access_stays_in_the_children = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.gpudoctor.probe.nativelib..", "dev.gpudoctor.smoke.worker..", "dev.gpudoctor.process..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..", "org.bytedeco..");

    @ArchTest
    static final ArchRule processes_are_started_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gpudoctor.process..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule nothing_speaks_to_the_network = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "javax.net..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket");

    @ArchTest
    static final ArchRule rules_are_final_and_listed = classes()
            .that()
            .implement(dev.gpudoctor.rules.Rule.class)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

    @ArchTest
    static final ArchRule no_static_state = fields().that().areStatic().should().beFinal();
}
