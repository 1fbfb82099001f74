namespace HostedRuntime.Tests.Groups;

// Runs each contract on each flavor.

public sealed class TaskScopeOnTwoWorkersTests : TaskScopeContract;

public sealed class TaskScopeOnCurrentThreadTests : TaskScopeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class TaskScopeOnThreadPoolTests : TaskScopeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class TaskScopeLimitsOnTwoWorkersTests : TaskScopeLimitsContract;

public sealed class TaskScopeLimitsOnCurrentThreadTests : TaskScopeLimitsContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class TaskScopeLimitsOnThreadPoolTests : TaskScopeLimitsContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class RaceAndAllOnTwoWorkersTests : RaceAndAllContract;

public sealed class RaceAndAllOnCurrentThreadTests : RaceAndAllContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class RaceAndAllOnThreadPoolTests : RaceAndAllContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class JoinSetOnTwoWorkersTests : JoinSetContract;

public sealed class JoinSetOnCurrentThreadTests : JoinSetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class JoinSetOnThreadPoolTests : JoinSetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class JoinMapOnTwoWorkersTests : JoinMapContract;

public sealed class JoinMapOnCurrentThreadTests : JoinMapContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class JoinMapOnThreadPoolTests : JoinMapContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class TaskTrackerOnTwoWorkersTests : TaskTrackerContract;

public sealed class TaskTrackerOnCurrentThreadTests : TaskTrackerContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class TaskTrackerOnThreadPoolTests : TaskTrackerContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
