using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using HostedRuntime.Cluster.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>Adds jobs to a host's runtime. <see cref="IJobs"/>, from the services, spawns them.</summary>
public static class JobBuilderExtensions
{
    /// <summary>
    /// Adds a job under a wire name, so that this node can run it. Its argument and result are written as JSON by reflection.
    /// </summary>
    /// <param name="builder">The runtime that runs the job on this node.</param>
    /// <param name="name">
    /// The wire name, such as "resize/v1": 1 to 128 characters. It is no name of a type, so code can be renamed while jobs are stored.
    /// </param>
    /// <typeparam name="TJob">The job. If the services do not have it, it is added as a scoped service.</typeparam>
    /// <typeparam name="TArgs">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is not allowed, or another job of this node has it.</exception>
    /// <remarks>
    /// JSON is written with <see cref="System.Text.Json.JsonSerializerDefaults.Web"/>. Trimmed and AOT programs use the overload with
    /// metadata.
    /// </remarks>
    public static IAsyncRuntimeBuilder AddJob<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TJob, TArgs, TResult>(this IAsyncRuntimeBuilder builder, string name)
        where TJob : class, IJob<TArgs, TResult>
        => builder.AddEntry<TJob, TArgs, TResult>(name, null, null);

    /// <summary>Adds a job under a wire name, with metadata of its JSON, so that it needs no reflection.</summary>
    /// <param name="builder">The runtime that runs the job on this node.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="args">How the argument is written and read.</param>
    /// <param name="result">How the result is written and read.</param>
    /// <inheritdoc cref="AddJob{TJob, TArgs, TResult}(IAsyncRuntimeBuilder, string)"/>
    public static IAsyncRuntimeBuilder AddJob<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TJob, TArgs, TResult>(
        this IAsyncRuntimeBuilder builder, string name, JsonTypeInfo<TArgs> args, JsonTypeInfo<TResult> result)
        where TJob : class, IJob<TArgs, TResult>
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(result);
        return builder.AddEntry<TJob, TArgs, TResult>(name, args, result);
    }

    private static IAsyncRuntimeBuilder AddEntry<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TJob, TArgs, TResult>(
        this IAsyncRuntimeBuilder builder, string name, JsonTypeInfo<TArgs>? args, JsonTypeInfo<TResult>? result)
        where TJob : class, IJob<TArgs, TResult>
    {
        ArgumentNullException.ThrowIfNull(builder);
        JobName.Check(name);
        if (builder.Services.Any(service => service is { IsKeyedService: false, ImplementationInstance: JobEntry other } && other.Name == name))
            throw new ArgumentException($"There is a job '{name}' already: every job of a node needs a wire name of its own, on whichever runtime it runs.", nameof(name));
        builder.Services.TryAddScoped<TJob>();
        builder.Services.AddSingleton<JobEntry>(new JobEntry<TJob, TArgs, TResult>(name, builder.Name, args, result));
        return builder;
    }
}
