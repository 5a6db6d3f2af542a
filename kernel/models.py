from kernel.moves import Step
