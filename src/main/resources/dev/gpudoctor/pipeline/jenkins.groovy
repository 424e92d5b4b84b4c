// Checks the GPU stack of the agent, by gpudoctor.yaml where the repository has one.
pipeline {
    // An agent with a GPU, on which gpudoctor is installed and on the PATH.
    agent { label 'gpu' }
    options {
        timeout(time: 15, unit: 'MINUTES')
    }
    stages {
        stage('GPU stack') {
            steps {
                sh '''
                    gpudoctor check \
                        --report json=gpudoctor.json \
                        --report junit=gpudoctor.junit.xml \
                        --report markdown=gpudoctor.md
                '''
            }
        }
    }
    post {
        always {
            junit allowEmptyResults: true, testResults: 'gpudoctor.junit.xml'
            archiveArtifacts allowEmptyArchive: true, artifacts: 'gpudoctor.json, gpudoctor.md'
        }
    }
}
