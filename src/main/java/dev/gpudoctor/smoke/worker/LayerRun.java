package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.WorkerTask;

/** One layer's work. */
interface LayerRun {
    /**
     * Tries it; comes back if it works.
     *
     * @throws LayerFault if it does not
     * @throws LayerSkip if it cannot be tried here
     */
    void run(WorkerTask task, Reporter reporter) throws Exception;
}
