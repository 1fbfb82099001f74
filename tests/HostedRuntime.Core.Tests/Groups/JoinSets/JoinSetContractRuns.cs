namespace HostedRuntime.Tests.Groups.JoinSets;

// Runs each contract on each flavor.

public sealed class BodyFormsOnTwoWorkersTests : BodyFormContract;

public sealed class BodyFormsOnCurrentThreadTests : BodyFormContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class BodyFormsOnThreadPoolTests : BodyFormContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class PlainJoinSetOnTwoWorkersTests : PlainJoinSetContract;

public sealed class PlainJoinSetOnCurrentThreadTests : PlainJoinSetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class PlainJoinSetOnThreadPoolTests : PlainJoinSetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class PlainJoinMapOnTwoWorkersTests : PlainJoinMapContract;

public sealed class PlainJoinMapOnCurrentThreadTests : PlainJoinMapContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class PlainJoinMapOnThreadPoolTests : PlainJoinMapContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
